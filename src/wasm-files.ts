import * as wasm from '@tensorflow/tfjs-backend-wasm'

/**
 * Says where the files of WebAssembly lie that a page is served: those of `@tensorflow/tfjs-backend-wasm/wasm-out`.
 *
 * @param folder their address, which ends in a slash
 */
export const setWasmPaths = (folder: string): void => wasm.setWasmPaths(folder)
