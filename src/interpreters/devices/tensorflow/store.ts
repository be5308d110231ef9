import { type Shape, sameShape, sizeOf } from '../../../ir/index.ts'
import type { Buffer } from '../machine.ts'
import { referencesTo } from '../references.ts'
import { tally } from '../tally.ts'
import { whole } from '../whole.ts'
import type { Binding, CallAttribute, TensorInfo } from './binding.ts'
import { type Type, types } from './messages.ts'

/** A counted reference to a tensor of TensorFlow. */
export interface Held extends TensorInfo {
  readonly store: object
  references: number
}

/** The tensors of one addon, counted by us. */
export interface Store {
  readonly owns: (buffer: Buffer) => buffer is Held
  readonly upload: (shape: Shape, values: ArrayLike<number>) => Held
  /** A number that is there as long as the store is. */
  readonly constant: (value: number) => Held
  readonly read: (tensor: Held) => Float32Array
  readonly retain: (tensor: Held) => Held
  readonly release: (tensor: Held) => void
  /** Runs an operation or a function on tensors seen under the shapes and types that it is for. */
  readonly call: (
    name: string,
    attributes: readonly CallAttribute[],
    tensors: readonly Held[],
    seen: readonly { readonly shape: Shape; readonly type: Type }[],
    results: number,
  ) => readonly Held[]
  readonly references: () => number
  readonly held: () => number
  /** The most bytes that tensors have taken together, since this was last asked. */
  readonly peak: () => number
}

const bytesOf = ({ shape, dtype }: TensorInfo): number => (dtype === types.bool ? 1 : 4) * sizeOf(shape)

export const store = (binding: Binding): Store => {
  const bytes = tally()
  const references = referencesTo<Held>((tensor) => {
    bytes.give(bytesOf(tensor))
    binding.deleteTensor(tensor.id)
  })
  const before = binding.getNumOfTensors()
  const constants = new Map<string, Held>()
  const adopt = (info: TensorInfo): Held => {
    bytes.take(bytesOf(info))
    return references.retain({ store: binding, id: info.id, shape: info.shape, dtype: info.dtype, references: 0 })
  }
  // The addon shares the array's memory, so it is given one of its own.
  const write = (shape: Shape, values: ArrayLike<number>): Held =>
    adopt({ id: binding.createTensor([...shape], types.float, new Float32Array(values)), shape, dtype: types.float })
  const kind = (name: string, value: Type): CallAttribute => ({ name, type: binding.TF_ATTR_TYPE, value })
  /** The same numbers under another type or shape; it passes. */
  const seenAs = (
    { id, shape, dtype }: Held,
    as: { readonly shape: Shape; readonly type: Type },
  ): readonly number[] => {
    const made: number[] = []
    let now = id
    if (dtype !== as.type) {
      now = binding.executeOp('Cast', [kind('SrcT', dtype as Type), kind('DstT', as.type)], [now], 1)[0]!.id
      made.push(now)
    }
    if (!sameShape(shape, as.shape)) {
      const to = binding.createTensor([as.shape.length], types.int32, Int32Array.from(as.shape))
      made.unshift(to)
      now = binding.executeOp('Reshape', [kind('T', as.type), kind('Tshape', types.int32)], [now, to], 1)[0]!.id
      made.push(now)
    }
    return made
  }
  return {
    owns: (buffer): buffer is Held => 'store' in buffer && buffer.store === binding,
    upload: (shape, values) => write(shape, whole(shape, values)),
    constant: (value) => {
      const key = Object.is(value, -0) ? '-0' : String(value)
      const made = constants.get(key) ?? write([], [value])
      constants.set(key, made)
      return made
    },
    read: ({ id }) => Float32Array.from(binding.tensorDataSync(id)),
    retain: references.retain,
    release: references.release,
    call: (name, attributes, tensors, seen, results) => {
      const passing = tensors.map((tensor, i) =>
        tensor.dtype === seen[i]!.type && sameShape(tensor.shape, seen[i]!.shape) ? [] : seenAs(tensor, seen[i]!),
      )
      try {
        const ids = tensors.map((tensor, i) => passing[i]!.at(-1) ?? tensor.id)
        return binding.executeOp(name, attributes, ids, results).map(adopt)
      } finally {
        for (const made of passing) made.forEach(binding.deleteTensor)
      }
    },
    references: () => references.count() - constants.size,
    held: () => binding.getNumOfTensors() - before - constants.size,
    peak: bytes.peak,
  }
}
