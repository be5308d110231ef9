import type { Values } from '../dsl/index.ts'
import type { SeedsDecided } from '../experiment/index.ts'
import type { Asked } from '../experiment/settings/index.ts'
import type { Checkpointing } from './checkpoints.ts'
import type { Saving } from './saving.ts'

/** Runs of a method on a benchmark, one a seed. */
export interface RunOrder {
  /** The method's name, or its file. */
  readonly name: string
  /** Those of its options that are set. */
  readonly set: Values
  readonly asked: Asked
  /** Whether no other method is run with the same settings: then each must be of use to this one. */
  readonly alone: boolean
  /** Where the learners are kept, if they are. */
  readonly save?: Saving | undefined
  /** What was decided of its seeds before any was run, if that was asked: how many go together. Then nothing is measured again. */
  readonly together?: SeedsDecided | undefined
  /** How they are kept, if they are, so that they can go on. */
  readonly checkpoints?: Checkpointing | undefined
}
