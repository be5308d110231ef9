import type { Count } from '../count.ts'
import type { Transformer } from '../learner.ts'
import type { Options, Seen } from '../options.ts'
import { innerLoop } from '../steps.ts'

/**
 * Several looks at each batch: what a method does with it is done g times, each time from the slots that the look before left.
 *
 *   g times:  S ← what the method does at S on B
 *
 * | symbol | argument | range |
 * | g      | `times`  | ≥ 1   |
 * | S      | the slots that the method gives new values for at a batch, and no others |
 *
 * What a transformer before it does once a batch, as the push of `withReplay`, is still done once.
 *
 * Laws: one look is none more, and g looks are the batch g times, to the bit, where nothing is done at random.
 *
 * @example
 * defineMethod(
 *   {
 *     name: 'descent, three times', source: 'an example', options: { rate: positive(0.1), glances: count(3) }, state: () => ({}),
 *     onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
 *   },
 *   withGlances((o) => o.glances),
 * )
 * @source glances as in Gupta et al., La-MAML, NeurIPS 2020
 */
export const withGlances =
  <O extends Options>(times: (o: Seen<O>) => number | Count): Transformer<O> =>
  (o) =>
  (learner) => ({
    ...learner,
    onBatch: (sees) => {
      // A handler only describes: it is asked once what it updates, and once what a look does.
      const start = Object.fromEntries(Object.keys(learner.onBatch(sees)).map((slot) => [slot, sees.slots[slot]!]))
      return innerLoop(times(o), (s: typeof start) => learner.onBatch({ ...sees, slots: { ...sees.slots, ...s } }))(
        start,
      )
    },
  })
