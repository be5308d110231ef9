export type { Block, WasmModule } from './heap.ts'
export { dryHeapMachine, heapMachine } from './heap-machine.ts'
