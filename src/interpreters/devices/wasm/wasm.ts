import type { KernelBackend } from '@tensorflow/tfjs-core'
import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { absent, type Backend, installed } from '../backend/index.ts'
import { core, load, start } from '../engine/index.ts'
import { machineDevice } from '../schedule/index.ts'
import { fuses } from './assembler/index.ts'
import { heapMachine, type WasmModule } from './heap/index.ts'

/** What tfjs's wasm backend holds its heap by. */
type TfjsWasm = WasmModule & { readonly asm: { readonly memory: WebAssembly.Memory } }

const needs = '@tensorflow/tfjs-backend-wasm'

/**
 * In Node.js the module makes itself the handler of the process's uncaught errors, and prints its own source beside each: undone
 * here.
 */
const quietly = async <A>(work: () => Promise<A>): Promise<A> => {
  if (!('process' in globalThis)) return work()
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => process.rawListeners(event))
  const done = await work()
  for (const [i, event] of events.entries())
    for (const listener of process.rawListeners(event))
      if (!before[i]!.includes(listener)) process.off(event, listener as () => void)
  return done
}

/** Our own SIMD kernels, compiled for each program's shapes, on the heap of tfjs's wasm backend. */
export const wasm: Backend = {
  name: 'wasm',
  about: 'WebAssembly with SIMD: fused kernels made for each program',
  package: needs,
  needs: `${needs} (comes with Retain)`,
  limits: 'one core',
  present: () => installed(needs),
  open: tryCatch(
    async () => {
      const tf = core()
      load(needs)
      const { wasm: module } = (await quietly(() => start(tf, 'wasm'))) as KernelBackend & { readonly wasm: TfjsWasm }
      const isFused = fuses()
      const device = machineDevice('wasm', heapMachine(module, module.asm.memory, isFused ? 'once' : 'twice'))
      return isFused ? { ...device, products: 'fused multiply-add' } : device
    },
    absent('wasm', `npm install ${needs}`),
  ),
}
