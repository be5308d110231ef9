import type * as E from 'fp-ts/lib/Either.js'
import type { Method, Values } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import type { NamedTensor } from '../formats/index.ts'
import type { Network } from '../networks/index.ts'
import type { Kept } from '../saved/index.ts'
import type { Benchmark } from '../streams/index.ts'
import type { Observe } from './observed.ts'
import type { OwnMetric } from './protocol/index.ts'
import type { Asked } from './settings/index.ts'

/** What was decided of the seeds of a method before any of its runs began. */
export interface SeedsDecided {
  /** So many go together at most; 1 where each is run by itself. */
  readonly atOnce: number
  /** Why, as records have it. */
  readonly words: string
}

/** What to run; what isn't given is the benchmark's own. */
export interface ExperimentSettings extends Omit<Asked, 'benchmark'> {
  /** How records name the method: its name in the registry, or its file. */
  readonly name: string
  readonly method: Method
  /** Checked options: see `decodeOptions`. */
  readonly options: Values
  readonly benchmark: Benchmark
  /** The learner where `network` is the path of a file and no name: what the file gives. */
  readonly ownNetwork?: Network
  /** A learner to go on from: what is in the folder `from`. */
  readonly learner?: Kept
  /** Weights to start from: what is in the file `init`. */
  readonly weights?: readonly NamedTensor[]
  /** Is handed what is kept of the learner at the end, and with `each` after each task. */
  readonly keep?: {
    readonly each: boolean
    readonly to: (kept: Kept, learned: { readonly tasks: number; readonly seed: number }) => E.Either<Fault, void>
  }
  /** What was decided of its seeds before, if it was. */
  readonly together?: SeedsDecided
  /** Is told of every event of a run. */
  readonly observe?: Observe
  /** What the files of `metrics` give. */
  readonly ownMetrics?: readonly OwnMetric[]
}
