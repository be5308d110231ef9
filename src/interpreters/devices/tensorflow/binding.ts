import type { Type } from './messages.ts'

/** An attribute of a call, as the addon takes it; `type` is one of its own numbers of kinds. */
export interface CallAttribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

/** A tensor that the addon holds, by its number. */
export interface TensorInfo {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: number
}

/**
 * The addon of tfjs-node. `retain setup tensorflow` compiles it with `addFunction`; the package's own build has none, and runs kernel
 * by kernel.
 */
export interface Binding {
  readonly createTensor: (shape: readonly number[], type: Type, values: Float32Array | Int32Array) => number
  readonly deleteTensor: (id: number) => void
  readonly tensorDataSync: (id: number) => ArrayLike<number>
  readonly executeOp: (
    name: string,
    attributes: readonly CallAttribute[],
    inputs: readonly number[],
    outputs: number,
  ) => readonly TensorInfo[]
  readonly getNumOfTensors: () => number
  /** Makes a serialized FunctionDef an operation that `executeOp` knows by its name. */
  readonly addFunction: (definition: Uint8Array) => void
  readonly removeFunction?: (name: string) => void
  /** Whether functions may have passes of our own. */
  readonly hasPasses?: () => boolean
  readonly setTensorFloat32?: (enabled: boolean) => void
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
}

/** The addon, where it is one that registers functions. */
export const registering = (binding: unknown): Binding | undefined =>
  typeof (binding as Partial<Binding>).addFunction === 'function' ? (binding as Binding) : undefined
