import fc from 'fast-check'
import {
  add,
  type Batch,
  defineMethod,
  grad,
  innerLoop,
  like,
  type Method,
  meanOverEpisodes,
  metaUpdate,
  overEpisodes,
  type Params,
  perTask,
  positive,
  reservoir,
  rowsOf,
  slot,
  unit,
} from '../../dsl/index.ts'
import type { Having, Move } from './having.ts'
import { made, moves } from './moves.ts'

/** What happens inside a meta-gradient, in a mean over episodes, from one episode to the next, and in a step of adapting. */
interface Doing {
  readonly ahead: readonly Move[]
  readonly each: readonly Move[]
  readonly next: readonly Move[]
  readonly step: readonly Move[]
}

const methodOf = ({ ahead, each, next, step }: Doing): Method =>
  defineMethod({
    name: 'random on episodes',
    source: 'drawn by chance',
    options: { rate: positive(0.1, { symbol: 'α' }), decay: unit(0.5) },
    state: (o, theta0) => ({
      importance: slot('h', like(theta0, 1)),
      rate: slot('α', like(theta0, o.rate)),
      count: slot('n', 0),
      memory: slot('M', reservoir(3)),
      dark: slot('D', reservoir(2, { logits: rowsOf('outputs') })),
      past: perTask({ information: slot('F', theta0), anchor: slot('θ*', theta0) }),
    }),
    onEpisodes: (o) => (slots) => {
      const { theta, importance, rate, count, memory, dark, past, episodes, loss } = slots
      const having = (at: Params, ...batches: readonly Batch[]): Having => ({
        params: [at, importance, rate],
        scalars: [o.rate, o.decay, count],
        batches,
        memory,
        dark,
        past,
      })
      const objective = (at: Params) =>
        meanOverEpisodes(episodes, ({ support, query }) =>
          loss(query)(made({ ...having(at, support, query), differentiated: true }, ahead)),
        )
      const reached = overEpisodes<Params>(episodes, (at, { support, query }) => made(having(at, query, support), next))
      return {
        theta: metaUpdate({ direction: grad(objective)(theta), rate: o.rate })(theta),
        importance: meanOverEpisodes(episodes, ({ support, query }) => made(having(theta, support, query), each)),
        rate: reached(rate),
        count: add(count, 1),
      }
    },
    adapt:
      (o) =>
      ({ theta, importance, rate, count, memory, dark, past, support, steps }) => ({
        theta: innerLoop<Params>(steps, (at) =>
          made(
            {
              params: [at, importance, rate],
              scalars: [o.decay, o.rate, count],
              batches: [support],
              memory,
              dark,
              past,
            },
            step,
          ),
        )(theta),
      }),
  })

/**
 * Methods on episodes that nobody wrote: a meta-gradient through anything that happens to a support and a query, a mean over episodes,
 * a fold over them, and steps of adapting.
 */
export const episodic: fc.Arbitrary<Method> = fc
  .record({ ahead: moves, each: moves, next: moves, step: moves })
  .map(methodOf)
