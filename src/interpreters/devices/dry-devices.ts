import type { Node } from '../../ir/index.ts'
import type { MachineDevice } from './machine.ts'
import { machineDevice, telling } from './schedule/index.ts'
import { dryTensorMachine } from './tfjs/index.ts'
import { dryHeapMachine } from './wasm/index.ts'

/** Is told of each kernel call, by the nodes that it makes. */
type Tell = (makes: readonly Node[]) => void

/** The wasm backend without its numbers: schedules, fuses and counts as it does, and computes nothing. */
export const dryWasm = (tell: Tell): MachineDevice => machineDevice('wasm', telling(dryHeapMachine(), tell))

/** A backend of tfjs's own kernels, a call for each operation, without its numbers. */
export const dryTensors = (tell: Tell): MachineDevice => machineDevice('kernels', telling(dryTensorMachine(), tell))
