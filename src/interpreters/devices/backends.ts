import type { Backend } from './backend/index.ts'
import { cpu, node, nodeGpu } from './tfjs/index.ts'
import { wasm } from './wasm/index.ts'

/** Every backend, the one to prefer first. TensorFlow's own library gains on wide networks alone, and is asked for by name. */
export const backends: readonly Backend[] = [wasm, nodeGpu, node, cpu]
