import util from 'node:util'
import type { KernelBackend } from '@tensorflow/tfjs-core'
import { type Core, core, load, start } from '../engine/index.ts'
import type { MachineDevice } from '../machine.ts'
import { machineDevice } from '../schedule/index.ts'
import { functionDevice, registering } from '../tensorflow/index.ts'
import { tensorMachine } from './tensor-machine.ts'

/** tfjs-node 4.22 calls functions of `util` that Node 23 took away. */
const restoreUtil = (): void => {
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean }
  old.isNullOrUndefined ??= (value) => value === null || value === undefined
  old.isArray ??= Array.isArray
}

export interface NativeTensorFlow {
  readonly tf: Core
  readonly backend: KernelBackend & { readonly isUsingGpuDevice?: boolean; readonly binding?: unknown }
}

/** Loads a build of tfjs-node: TensorFlow's C library and its binding register the backend `tensorflow`. */
export const loadNative = async (packageName: string): Promise<NativeTensorFlow> => {
  restoreUtil()
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  const tf = core()
  load(packageName)
  return { tf, backend: (await start(tf, 'tensorflow')) as NativeTensorFlow['backend'] }
}

/** A program is one function where the addon registers functions; else it runs kernel by kernel. */
export const nativeDevice = (name: string, { tf, backend }: NativeTensorFlow): MachineDevice => {
  const binding = registering(backend.binding)
  return binding === undefined
    ? machineDevice(name, tensorMachine(tf, 'tensorflow', backend))
    : functionDevice(name, binding, { xla: false })
}
