import type { KernelBackend } from '@tensorflow/tfjs-core'
import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { core, load } from '../core.ts'
import { heapMachine, type WasmModule } from '../heap/index.ts'
import { machineDevice } from '../machine-device.ts'
import { absent } from './absent.ts'
import type { Backend } from './backend.ts'
import { installed } from './installed.ts'

/** What tfjs's wasm backend holds its heap by. */
type TfjsWasm = WasmModule & { readonly asm: { readonly memory: WebAssembly.Memory } }

const needs = '@tensorflow/tfjs-backend-wasm'

/** Our own SIMD kernels, compiled for each program's shapes, on the heap of tfjs's wasm backend. */
export const wasm: Backend = {
  name: 'wasm',
  about: 'WebAssembly with SIMD: fused kernels made for each program',
  needs: `${needs} (comes with Retain)`,
  limits: 'one core',
  present: () => installed(needs),
  open: tryCatch(
    async () => {
      const tf = core()
      load(needs)
      await tf.setBackend('wasm')
      const { wasm: module } = tf.backend() as KernelBackend & { readonly wasm: TfjsWasm }
      return machineDevice('wasm', heapMachine(module, module.asm.memory))
    },
    absent('wasm', `npm install ${needs}`),
  ),
}
