import type { Node } from '../../ir/index.ts'
import { dryHeapMachine } from './heap/index.ts'
import { machineDevice, type TfjsDevice } from './machine-device.ts'
import { telling } from './schedule/index.ts'
import { dryTensorMachine } from './tensors/index.ts'

/** Is told of each kernel call, by the nodes that it makes. */
type Tell = (makes: readonly Node[]) => void

/** The wasm backend without its numbers: schedules, fuses and counts as it does, and computes nothing. */
export const dryWasm = (tell: Tell): TfjsDevice => machineDevice('wasm', telling(dryHeapMachine(), tell))

/** A backend of tfjs's own kernels, a call for each operation, without its numbers. */
export const dryTensors = (tell: Tell): TfjsDevice => machineDevice('kernels', telling(dryTensorMachine(), tell))
