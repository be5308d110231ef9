export { dryHeapMachine } from './heap/index.ts'
export { wasm } from './wasm.ts'
