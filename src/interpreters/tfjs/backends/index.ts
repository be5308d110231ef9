import type { Backend } from './backend.ts'
import { cpu } from './cpu.ts'
import { node } from './node.ts'
import { nodeGpu } from './node-gpu.ts'
import { wasm } from './wasm.ts'

/** Every backend, the one to prefer first. */
export const backends: readonly Backend[] = [nodeGpu, node, wasm, cpu]
export type { Backend, BackendName } from './backend.ts'
