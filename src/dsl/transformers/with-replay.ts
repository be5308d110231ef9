import { join } from '../batches.ts'
import { type Count, fewer } from '../count.ts'
import { givenBack } from '../given-back.ts'
import type { Transformer } from '../learner.ts'
import { classBalanced, draw, push, reservoir } from '../memory.ts'
import type { Options, Seen } from '../options.ts'
import { ownSlots } from '../own-slots.ts'
import { slot } from '../slot.ts'

/** A memory of so many examples, and how many of them join a batch. */
export interface Replay {
  readonly memory: number | Count
  readonly replay: number | Count
  /** Drawn with replacement unless said. */
  readonly replacement?: boolean
  /** As for `reservoir`. */
  readonly inclusive?: boolean
  /** Whether classes are balanced, as by `classBalanced`. */
  readonly balanced?: boolean
}

/**
 * Experience replay for any method: examples drawn from a reservoir of all that was seen join each batch before the method learns from
 * it, and the batch is pushed once, after it has.
 *
 *   m ~ M,  B′ = m ∪ B,  what the method does on B′;   then M ← reservoir(M, B)
 *
 * | symbol | setting  | range |
 * | M      | `memory`, how many examples it holds | ≥ 0 |
 * | m      | `replay`, how many are drawn | ≥ 0; never more than `memory` |
 *
 * Where each batch is looked at several times, each look draws anew: `withGlances` after it. The reservoir is the slot `memory`, which
 * the method itself can't have then.
 *
 * Laws: with nothing remembered, or nothing drawn, the method is as it was, to the bit; on a method that has a memory already it is
 * refused.
 *
 * @example
 * defineMethod(
 *   {
 *     name: 'replayed descent', source: 'an example', options: { rate: positive(0.1), memory: count(200), replay: count(10) }, state: () => ({}),
 *     onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
 *   },
 *   withReplay((o) => o),
 * )
 * @source Chaudhry et al., On tiny episodic memories in continual learning, 2019
 */
export const withReplay =
  <O extends Options>(settings: (o: Seen<O>) => Replay): Transformer<O> =>
  (o) =>
  (learner) => {
    const { memory: capacity, replay, replacement = true, inclusive = false, balanced = false } = settings(o)
    const empty = balanced ? classBalanced(capacity) : reservoir(capacity, {}, { inclusive })
    const begun = { memory: slot('M', empty) }
    const own = ownSlots(begun)
    return {
      ...learner,
      slots: givenBack(learner.method).withSlots(learner.slots, begun),
      onBatch: (sees) =>
        draw(
          own(sees.slots).memory,
          fewer(replay, capacity),
          (old) => learner.onBatch({ ...sees, batch: join(old, sees.batch) }),
          { replacement },
        ),
      afterBatch: (sees) => ({ ...learner.afterBatch(sees), memory: push(own(sees.slots).memory, sees.batch) }),
    }
  }
