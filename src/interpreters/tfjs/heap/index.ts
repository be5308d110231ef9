export type { Block, WasmModule } from './heap.ts'
export { heapMachine } from './heap-machine.ts'
