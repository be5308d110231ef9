import type { Backend } from './backend/index.ts'
import { cpu } from './tfjs/index.ts'
import { wasm } from './wasm/index.ts'

/** What runs in a browser, the one to prefer first. */
export const backends: readonly Backend[] = [wasm, cpu]
