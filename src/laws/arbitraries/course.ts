import fc from 'fast-check'
import * as R from 'fp-ts/lib/Record.js'
import type { HostBatch } from '../../data/index.ts'
import type { StreamEvent } from '../../interpreters/runtime/index.ts'
import type { Interface } from '../../networks/index.ts'
import { courseOf, sizes } from '../courses.ts'

/**
 * Streams of up to three tasks of up to three batches of up to four examples, with normal inputs and random labels, as the events
 * that a method is told of: the start of a task, its batches, its end with all its examples.
 *
 * @param between What the network stands between, which says how many numbers an input has and how many classes there are.
 * @example
 * const course = arbitraries.course({ inputShape: [4], outputs: 3 })
 * await law('starts a task', course, async (events) => events[0]!.name === 'onTaskStart').check()
 */
export const course = ({ inputShape, outputs }: Interface): fc.Arbitrary<readonly StreamEvent[]> =>
  fc.record({ seed: fc.nat(9999), tasks: sizes }).map(({ seed, tasks }) =>
    courseOf({ features: inputShape.reduce((a, b) => a * b, 1), classes: outputs }, seed, tasks).map((event) => ({
      ...event,
      batches: R.map((examples: HostBatch) => ({ ...examples, inputShape }))(event.batches),
    })),
  )
