import fc from 'fast-check'
import type { StreamEvent } from '../../../src/interpreters/runtime/index.ts'
import { mlp } from '../../../src/networks/index.ts'
import { batches } from '../examples.ts'

/** A tiny curved learner: no kinks, so that a rounding moves nothing far. */
export const tiny = {
  network: mlp({ hidden: [4], activation: 'tanh', initialisation: 'kaimingNormal' }),
  between: { inputShape: [3], outputs: 2 },
}

/** Some batches of each of some tasks, in order. */
export const streams = (tasks: number, perTask: number, size = 3): fc.Arbitrary<readonly StreamEvent[]> =>
  fc.array(batches(size), { minLength: tasks * perTask, maxLength: tasks * perTask }).map((all) =>
    all.map((examples, i): StreamEvent => {
      const [task, batch] = [Math.floor(i / perTask), i % perTask]
      return { name: 'onBatch', task, batch, batches: { batch: { ...examples, task } } }
    }),
  )
