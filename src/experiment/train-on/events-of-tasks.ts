import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type EventName, onlyBatch } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import type { StreamEvent } from '../../interpreters/runtime/index.ts'
import { hostBatch, type Pairs } from '../pairs.ts'

/**
 * What a method sees: the start of a task, each batch, the end with all of them as one. A learner that is gone on from has learned
 * `before` batches: events are numbered from there.
 */
export const eventsOf = (
  batches: readonly Pairs[],
  { features, outputs }: { readonly features: number; readonly outputs: number },
  before: number,
): E.Either<Fault, readonly StreamEvent[]> => {
  const read = hostBatch('trainOn', features, outputs)
  const event = (name: EventName, batch: number, pairs: Pairs): E.Either<Fault, StreamEvent> =>
    pipe(
      read(pairs),
      E.map((examples) => ({ name, task: 0, batch: before + batch, batches: onlyBatch(name, examples) })),
    )
  return pipe(
    batches,
    E.traverseArrayWithIndex((i, pairs) =>
      pipe(
        event('onBatch', i, pairs),
        E.mapLeft((of) => ({ ...of, path: [`batch ${i + 1}`, ...(of.path ?? [])] })),
      ),
    ),
    E.chain((learned) =>
      pipe(
        E.Do,
        E.bind('start', () => event('onTaskStart', 0, { inputs: [], targets: [] })),
        E.bind('end', () =>
          event('onTaskEnd', 0, {
            inputs: batches.flatMap(({ inputs }) => inputs),
            targets: batches.flatMap(({ targets }) => targets),
          }),
        ),
        E.map(({ start, end }) => [start, ...learned, end]),
      ),
    ),
  )
}
