import type { Method, Values } from '../dsl/index.ts'
import type { Network } from '../networks/index.ts'
import type { Benchmark } from '../streams/index.ts'
import type { Asked } from './settings/index.ts'

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
}
