export type { Tensor } from './store.ts'
export { tensorMachine } from './tensor-machine.ts'
