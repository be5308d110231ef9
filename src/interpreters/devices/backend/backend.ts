import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../../fault.ts'
import type { MachineDevice } from '../machine.ts'

export type BackendName = 'node-gpu' | 'node' | 'wasm' | 'cpu'

/** One place where programs can run. */
export interface Backend {
  readonly name: BackendName
  /** What it is, in a line. */
  readonly about: string
  /** The npm package of its kernels. */
  readonly package: string
  /** What has to be installed for it. */
  readonly needs: string
  /** What it can't do or does badly. */
  readonly limits: string
  /** Whether what it needs seems to be there: found without loading anything. */
  readonly present: () => boolean
  /** Loads it; nothing of it is loaded before. */
  readonly open: TaskEither<Fault, MachineDevice>
  /** The same with each program compiled by XLA, where that is to be had. */
  readonly compiled?: TaskEither<Fault, MachineDevice>
}
