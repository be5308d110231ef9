import type { Backend } from './backend/index.ts'
import { cpu, node, nodeGpu } from './tfjs/index.ts'
import { wasm } from './wasm/index.ts'

/** Every backend, the one to prefer first. */
export const backends: readonly Backend[] = [nodeGpu, node, wasm, cpu]
