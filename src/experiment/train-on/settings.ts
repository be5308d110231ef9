import type { LanesChoice } from '../../compiler/index.ts'
import type { BackendChoice } from '../../interpreters/devices/index.ts'
import type { Network } from '../../networks/index.ts'
import type { Input, Learner } from '../learner.ts'
import type { Pairs } from '../pairs.ts'

/** An episode of one's own: pairs to adapt to, and pairs that what came of it is judged by. */
export interface EpisodePairs {
  readonly support: Pairs
  readonly query: Pairs
}

/** Pairs whose inputs are images: their numbers row after row, or lists in lists as `inputShape` has them. */
export interface ImagePairs {
  readonly inputs: readonly Input[]
  readonly targets: Pairs['targets']
}

export interface TrainOnSettings {
  readonly network: Network
  /** The batches of one task, in the order in which the method sees them; at the task's end it sees all as one. */
  readonly batches?: readonly (Pairs | ImagePairs)[] | undefined
  /**
   * In place of batches: meta-batches of episodes, in the order in which the method sees them. All episodes of one have as many pairs on
   * each side.
   */
  readonly metaBatches?: readonly (readonly EpisodePairs[])[] | undefined
  /** In place of both: the batches of several tasks, one task after the other. */
  readonly tasks?: readonly (readonly (Pairs | ImagePairs)[])[] | undefined
  /** What shape an input has, `[rows, columns]` or `[rows, columns, channels]` of an image; one vector unless given. */
  readonly inputShape?: readonly number[] | undefined
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given. */
  readonly seed?: number
  /** A learner to start from, in place of the network's initialisation. */
  readonly from?: Learner
  /**
   * What the batches are to a learner that is started from. `same`, unless given: more of the task that it was in. What the method keeps
   * beside the network starts anew; its batches are counted on, so that each has draws of its own. `new`: the next task. It goes on
   * from the learner's whole state, memories and what was important among it, with the learner's own seed.
   */
  readonly task?: 'same' | 'new'
  /** `wasm` unless given: the same numbers on every machine. */
  readonly backend?: BackendChoice
  /** Whether samples and parts of batches are learned from as lanes of one program; a setting of experiments as well. */
  readonly lanes?: LanesChoice
}
