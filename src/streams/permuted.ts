import type * as E from 'fp-ts/lib/Either.js'
import { type DataSet, perChannel, rearranged } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, key, permutation } from '../random/index.ts'
import { admitted, limitOfSamples, limitOfTasks } from './admitted.ts'
import { drawn, pools, type Stream, type StreamSettings } from './stream.ts'

/**
 * Permuted inputs: each task shows all classes with the pixels in an order of its own, the first task included.
 *
 *   task t:  x ↦ x ∘ πₜ,  πₜ uniform over the permutations of pixels, whose channels stay together;  `samples` random training examples; the whole test set
 *
 * A task depends on the seed and its number only, not on how many tasks there are; with fewer samples it has the first of
 * those it has with more.
 *
 * @returns a `Left` when `tasks` or `samples` isn't a whole number ≥ 1, or `tasks` is over 100,000, or there are fewer than `samples` training examples
 * @source D. Lopez-Paz and M. Ranzato, Gradient Episodic Memory, NIPS 2017, and its code (`mnist_permutations.py`)
 * @deviation the source draws the samples and the orders by one global generator
 */
export const permuted = (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
  const { train, test } = pools(data, settings)
  const name = `permuted-${data.name}`
  const [rows = 1, columns = 1, channels = 1] = data.train.inputShape
  return admitted(name, settings, [limitOfTasks, limitOfSamples(data, train)], () => ({
    name,
    seed: settings.seed,
    tasks: Array.from({ length: settings.tasks }, (_, index) => {
      const own = child(key(settings.seed), 'permuted', index)
      const order = () => perChannel(permutation(child(own, 'pixels'), rows * columns), channels)
      return {
        index,
        name: `permutation ${index + 1}`,
        train: rearranged(drawn(train, settings.samples, child(own, 'samples')), order),
        test: rearranged(test, order),
        pixels: order,
      }
    }),
  }))
}
