/** Retain in a browser: all of the language, without what reads files. */

export * from './anywhere.ts'
export { counterExample, laws } from './laws/index.ts'
export { setWasmPaths } from './wasm-files.ts'
