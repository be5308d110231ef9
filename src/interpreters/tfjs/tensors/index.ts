export { dryTensorMachine } from './dry-tensor-machine.ts'
export type { Tensor } from './store.ts'
export { tensorMachine } from './tensor-machine.ts'
