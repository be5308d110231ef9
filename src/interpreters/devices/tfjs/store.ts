import type { KernelBackend, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import { type Shape, sameShape, sizeOf } from '../../../ir/index.ts'
import type { Core } from '../engine/index.ts'
import type { Buffer } from '../machine.ts'
import { referencesTo } from '../references.ts'
import { tally } from '../tally.ts'

/** A counted reference to a tensor, with the shape under which it was made. */
export interface Tensor {
  readonly store: object
  readonly info: TensorInfo
  references: number
}

export type Kernel = (inputs: NamedTensorInfoMap | readonly TensorInfo[], attributes: NamedAttrMap) => TensorInfo

/** The kernels of a backend, and how what they make in passing is freed. */
export interface Kernels {
  readonly kernel: (name: string) => Kernel
  readonly discard: (info: TensorInfo) => void
  /** A tensor that the host makes from the numbers of another. */
  readonly onHost: (from: TensorInfo, shape: Shape, work: (values: ArrayLike<number>) => Float32Array) => TensorInfo
}

/** The tensors of one tfjs backend, counted by us: tfjs keeps no book of them. */
export interface Store extends Kernels {
  readonly owns: (buffer: Buffer) => buffer is Tensor
  readonly adopt: (info: TensorInfo) => Tensor
  readonly write: (shape: Shape, values: Float32Array) => Tensor
  readonly read: (tensor: Tensor) => Promise<ArrayLike<number>>
  readonly retain: (tensor: Tensor) => Tensor
  readonly release: (tensor: Tensor) => void
  /** Runs `work` on tensors seen under the given shapes. */
  readonly under: (
    tensors: readonly Tensor[],
    shapes: readonly Shape[],
    work: (infos: readonly TensorInfo[]) => TensorInfo,
  ) => Tensor
  readonly references: () => number
  readonly held: () => number
  /** The most bytes that tensors have taken together, since this was last asked. */
  readonly peak: () => number
}

const bytesOf = (shape: Shape, dtype: TensorInfo['dtype']): number => (dtype === 'bool' ? 1 : 4) * sizeOf(shape)

export const store = (tf: Core, name: string, backend: KernelBackend): Store => {
  const bytes = tally()
  const before = backend.numDataIds()
  const kernel: Store['kernel'] = (kernelName) => {
    const { kernelFunc } = tf.getKernel(kernelName, name)
    return (inputs, attrs) => kernelFunc({ inputs: inputs as NamedTensorInfoMap, backend, attrs }) as TensorInfo
  }
  const reshape = kernel('Reshape')
  const discard = ({ dataId }: TensorInfo): void => {
    backend.disposeData(dataId)
  }
  const written = (shape: Shape, values: Float32Array): TensorInfo => ({
    dataId: backend.write(values, [...shape], 'float32'),
    shape: [...shape],
    dtype: 'float32',
  })
  const references = referencesTo<Tensor>(({ info }) => {
    bytes.give(bytesOf(info.shape, info.dtype))
    discard(info)
  })
  const adopt: Store['adopt'] = (info) => {
    bytes.take(bytesOf(info.shape, info.dtype))
    return references.retain({ store: backend, info, references: 0 })
  }
  return {
    owns: (buffer): buffer is Tensor => 'store' in buffer && buffer.store === backend,
    kernel,
    adopt,
    discard,
    onHost: ({ dataId }, shape, work) => written(shape, work(backend.readSync(dataId) as Float32Array)),
    write: (shape, values) => adopt(written(shape, values)),
    read: async ({ info }) => Float32Array.from((await backend.read(info.dataId)) as ArrayLike<number>),
    retain: references.retain,
    release: references.release,
    under: (tensors, shapes, work) => {
      const made: TensorInfo[] = []
      const infos = tensors.map(({ info }, i) => {
        if (sameShape(info.shape, shapes[i]!)) return info
        const seen = reshape({ x: info }, { shape: [...shapes[i]!] })
        made.push(seen)
        return seen
      })
      const out = work(infos)
      made.forEach(discard)
      return adopt(out)
    },
    references: references.count,
    held: () => backend.numDataIds() - before,
    peak: bytes.peak,
  }
}
