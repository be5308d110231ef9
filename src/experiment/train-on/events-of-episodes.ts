import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { HostBatch } from '../../data/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { StreamEvent } from '../../interpreters/runtime/index.ts'
import { hostBatch, type Pairs } from '../pairs.ts'
import type { EpisodePairs } from './settings.ts'

/** Episodes of one meta-batch as one batch, if each has as many pairs on each side as the first. */
const metaBatchOf = (
  episodes: readonly EpisodePairs[],
  read: (pairs: Pairs) => E.Either<Fault, HostBatch>,
): E.Either<Fault, HostBatch> => {
  const length = {
    support: episodes[0]?.support.inputs.length ?? 0,
    query: episodes[0]?.query.inputs.length ?? 0,
  }
  const odd = episodes.findIndex(
    ({ support, query }) => support.inputs.length !== length.support || query.inputs.length !== length.query,
  )
  if (odd >= 0 || length.support === 0 || length.query === 0)
    return E.left(
      fault({
        where: 'trainOn',
        rule: 'the episodes of a meta-batch must have as many pairs on each side as the first, at least one',
        got: odd < 0 ? 'none' : `${episodes[odd]?.support.inputs.length} and ${episodes[odd]?.query.inputs.length}`,
        path: [`episode ${Math.max(0, odd) + 1}`],
      }),
    )
  const sides = episodes.flatMap(({ support, query }) => [support, query])
  return pipe(
    read({
      inputs: sides.flatMap(({ inputs }) => inputs),
      targets: sides.flatMap(({ targets }) => targets),
    }),
    E.map((examples) => ({ ...examples, episode: length })),
  )
}

/** What a method sees of meta-batches: each, in order. */
export const metaEventsOf = (
  metaBatches: readonly (readonly EpisodePairs[])[],
  { features, outputs }: { readonly features: number; readonly outputs: number },
  before: number,
): E.Either<Fault, readonly StreamEvent[]> =>
  pipe(
    metaBatches,
    E.traverseArrayWithIndex((i, episodes) =>
      pipe(
        metaBatchOf(episodes, hostBatch('trainOn', features, outputs)),
        E.bimap(
          (of): Fault => ({ ...of, path: [`meta-batch ${i + 1}`, ...(of.path ?? [])] }),
          (examples): StreamEvent => ({
            name: 'onEpisodes',
            task: 0,
            batch: before + i,
            batches: { episodes: examples },
          }),
        ),
      ),
    ),
  )
