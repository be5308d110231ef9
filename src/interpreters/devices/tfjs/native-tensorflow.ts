import util from 'node:util'
import type { KernelBackend } from '@tensorflow/tfjs-core'
import * as O from 'fp-ts/lib/Option.js'
import {
  downloaded,
  found,
  type Kind,
  librariesIn,
  openerIn,
  packageIn,
  packages,
  pairs,
  prepare,
} from '../../../native/index.ts'
import { type Core, core, load, start } from '../engine/index.ts'
import type { MachineDevice } from '../machine.ts'
import { machineDevice } from '../schedule/index.ts'
import { type Calling, functionDevice, registering } from '../tensorflow/index.ts'
import { tensorMachine } from './tensor-machine.ts'

/** tfjs-node 4.22 calls functions of `util` that Node 23 took away. */
const restoreUtil = (): void => {
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean }
  old.isNullOrUndefined ??= (value) => value === null || value === undefined
  old.isArray ??= Array.isArray
}

/** The addon of tfjs-node. What is optional is Retain's own, in builds that it has set up. */
export interface Binding {
  readonly TF_Version: string
  /** Makes a serialized FunctionDef an operation that is run by its name. */
  readonly addFunction?: (definition: Uint8Array) => void
  readonly removeFunction?: (name: string) => void
  /** Whether products may keep 10 bits of mantissa on a GPU that can do that. */
  readonly setTensorFloat32?: (enabled: boolean) => void
  readonly tensorFloat32?: () => boolean
}

export interface NativeTensorFlow {
  readonly tf: Core
  readonly backend: KernelBackend & { readonly isUsingGpuDevice?: boolean; readonly binding: Binding }
}

/** Whether there is a build of TensorFlow: one that was set up, or a package with its own. */
export const isThere = (kind: Kind): boolean => O.isSome(found(kind)) || O.isSome(downloaded(kind))

let loaded: { readonly kind: Kind; readonly native: Promise<NativeTensorFlow> } | undefined

const loading = async (kind: Kind): Promise<NativeTensorFlow> => {
  restoreUtil()
  prepare(process.env)
  const tf = core()
  const own = found(kind)
  if (O.isSome(own)) {
    const { place } = own.value
    const { open } = load(openerIn(place)) as {
      readonly open: (library: string, environment: readonly string[]) => void
    }
    open(librariesIn(place)[0], pairs)
    load(packageIn(place, kind))
  } else {
    // The switch of TF32 can't be reached in the package's own library; NVIDIA's can.
    process.env.NVIDIA_TF32_OVERRIDE ??= '0'
    load(packages[kind])
  }
  const backend = (await start(tf, 'tensorflow')) as NativeTensorFlow['backend']
  backend.binding.setTensorFloat32?.(false)
  return { tf, backend }
}

/**
 * Loads TensorFlow's C library, with TF32 off: the build that was set up, else the one that the package of the kind has downloaded. Its
 * binding registers the backend `tensorflow` of TensorFlow.js. A process has room for one of them.
 */
export const loadNative = (kind: Kind): Promise<NativeTensorFlow> => {
  if (loaded !== undefined && loaded.kind !== kind)
    return Promise.reject(new Error(`this process has loaded TensorFlow for the ${loaded.kind.toUpperCase()} already`))
  loaded ??= { kind, native: loading(kind) }
  const { native } = loaded
  native.catch(() => {
    loaded = undefined
  })
  return native
}

/** What a device runs on, in words. */
const libraryOf = ({ backend }: NativeTensorFlow): string => `TensorFlow ${backend.binding.TF_Version}`

/** A program is one function where the addon registers functions; else it runs kernel by kernel, which XLA does not compile. */
const deviceOf = (name: string, { tf, backend }: NativeTensorFlow, calling: Calling): MachineDevice => {
  const binding = registering(backend.binding)
  if (binding !== undefined) return functionDevice(name, binding, calling)
  if (calling.xla) throw new Error('a TensorFlow that knows no functions, so that XLA has nothing to compile')
  return machineDevice(name, tensorMachine(tf, 'tensorflow', backend))
}

/** The switch of TF32, where it can be reached. */
const switchOf = ({ setTensorFloat32, tensorFloat32 }: Binding): Partial<MachineDevice> =>
  setTensorFloat32 === undefined || tensorFloat32 === undefined ? {} : { setTensorFloat32, tensorFloat32 }

export const nativeDevice = (name: string, native: NativeTensorFlow, calling: Calling): MachineDevice => ({
  ...deviceOf(name, native, calling),
  library: libraryOf(native),
  ...switchOf(native.backend.binding),
})
