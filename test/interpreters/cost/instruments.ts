import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core'
import { backends } from '../../../src/interpreters/devices/backends.ts'
import { type Core, core, start } from '../../../src/interpreters/devices/engine/index.ts'
import type { MachineDevice } from '../../../src/interpreters/devices/machine.ts'
import { machineDevice, telling } from '../../../src/interpreters/devices/schedule/index.ts'
import { tensorMachine } from '../../../src/interpreters/devices/tfjs/index.ts'
import { heapMachine, type WasmModule } from '../../../src/interpreters/devices/wasm/heap/index.ts'
import {
  type Session,
  type Setting,
  type State,
  type StreamEvent,
  session,
} from '../../../src/interpreters/runtime/index.ts'
import { between } from '../../conformance/course.ts'
import { right } from '../../methods/played.ts'

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

const elementwise = new Set(
  'Neg Abs Sign Sqrt Exp Log Tanh Sin Cos Add Sub Multiply RealDiv Maximum Minimum Less LessEqual Equal Select'.split(
    ' ',
  ),
)
const moves = new Set(
  'Fill Tile Cast OneHot GatherV2 Concat Transpose Slice StridedSlice PadV2 Reshape Pack'.split(' '),
)

/** What a kernel of tfjs computes, by its name and the tensors that it really was given and made. */
const flopsOf = (name: string, inputs: readonly TensorInfo[], attributes: object, out: TensorInfo): number => {
  if (elementwise.has(name)) return sizeOf(out.shape)
  if (name === 'Sum' || name === 'Max') return sizeOf(inputs[0]!.shape) - sizeOf(out.shape)
  if (name === 'BatchMatMul') {
    const { transposeA } = attributes as { readonly transposeA: boolean }
    return 2 * sizeOf(out.shape) * inputs[0]!.shape[transposeA ? 1 : 2]!
  }
  if (moves.has(name)) return 0
  throw new Error(`nobody knows what ${name} computes`)
}

/** What was seen of a run. */
export interface Seen {
  calls: number
  flops: number
  /** Examples, without rows of padding, in the products Xᵀδ that make the slope of each matrix of weights, by its shape. */
  readonly slopes: Map<string, number>
  /** The same with rows of padding. */
  readonly rows: Map<string, number>
}

export interface Instrumented {
  readonly device: MachineDevice
  readonly seen: Seen
}

const fresh = (): Seen => ({ calls: 0, flops: 0, slopes: new Map(), rows: new Map() })

const opened = async (name: 'cpu' | 'wasm'): Promise<readonly [Core, KernelBackend]> => {
  right(await backends.find((backend) => backend.name === name)!.open())
  return [core(), await start(core(), name)]
}

/** The cpu backend, whose every kernel is watched. */
export const watchedCpu = async (): Promise<() => Instrumented> => {
  const [tf, backend] = await opened('cpu')
  return () => {
    const seen = fresh()
    const watched = {
      ...tf,
      getKernel: (name: string, of: string) => {
        const kernel = tf.getKernel(name, of)
        return {
          ...kernel,
          kernelFunc: (given: Parameters<typeof kernel.kernelFunc>[0]) => {
            const out = kernel.kernelFunc(given) as TensorInfo
            const inputs = Object.values(given.inputs) as readonly TensorInfo[]
            seen.flops += flopsOf(name, inputs, given.attrs ?? {}, out)
            const { transposeA, transposeB } = (given.attrs ?? {}) as { readonly [name: string]: unknown }
            if (name === 'BatchMatMul' && transposeA === true && transposeB === false) {
              const shape = out.shape.slice(1).join()
              // Rows of padding have inputs 0, and δ = 0 at every layer; units that are off make zeros elsewhere.
              const rows = inputs[out.shape[1] === between.inputShape[0] ? 0 : 1]!
              const values = backend.readSync(rows.dataId) as Float32Array
              const width = rows.shape[2]!
              const there = Array.from({ length: rows.shape[1]! }, (_, row) => row).filter((row) =>
                values.subarray(row * width, (row + 1) * width).some((x) => x !== 0),
              )
              seen.slopes.set(shape, (seen.slopes.get(shape) ?? 0) + there.length)
              seen.rows.set(shape, (seen.rows.get(shape) ?? 0) + rows.shape[1]!)
            }
            return out
          },
        }
      },
    } as Core
    const machine = telling(tensorMachine(watched, 'cpu', backend), (makes) => {
      seen.calls += 1
      // Noise is made by no kernel: one operation for each number.
      for (const { primitive, shape } of makes) if (primitive === 'philox') seen.flops += sizeOf(shape)
    })
    return { device: machineDevice('cpu', machine), seen }
  }
}

/** The wasm backend, whose every unit of work is counted. */
export const watchedWasm = async (): Promise<() => Instrumented> => {
  const [, backend] = await opened('wasm')
  const { wasm } = backend as KernelBackend & {
    readonly wasm: WasmModule & { readonly asm: { readonly memory: WebAssembly.Memory } }
  }
  return () => {
    const seen = fresh()
    const machine = telling(heapMachine(wasm, wasm.asm.memory), () => {
      seen.calls += 1
    })
    return { device: machineDevice('wasm', machine), seen }
  }
}

/** Takes a method through events for real. What is seen before the first is forgotten. */
export const playedOn = async (
  { device, seen }: Instrumented,
  setting: Setting,
  course: readonly StreamEvent[],
): Promise<Seen & { readonly peak: number }> => {
  const own: Session<ReturnType<MachineDevice['upload']>> = session({ ...setting, device })
  let state: State<ReturnType<MachineDevice['upload']>> = right(await own.initial(3)())
  seen.calls = 0
  seen.flops = 0
  seen.slopes.clear()
  seen.rows.clear()
  device.peak()
  for (const event of course) state = right(await own.handle(3, state, event)())
  const peak = device.peak()
  own.release(state)
  return { ...seen, slopes: new Map(seen.slopes), rows: new Map(seen.rows), peak }
}
