import {
  count,
  defineMethod,
  draw,
  gradientStep,
  innerLoop,
  interpolate,
  join,
  overSamples,
  type Params,
  positive,
  push,
  reservoir,
  unit,
} from '../../../src/dsl/index.ts'

/**
 * Meta-experience replay, algorithm 1. For each sample x that comes in, `batches` times: single steps over x and k replayed
 * samples, of which a part β is kept; of all that, a part γ. Then x goes into the reservoir.
 */
export const mer = defineMethod({
  name: 'MER',
  source: 'Riemer et al., ICLR 2019, algorithm 1',
  options: {
    rate: positive(0.1, { symbol: 'α' }),
    beta: unit(0.5, { symbol: 'β' }),
    gamma: unit(0.75, { symbol: 'γ' }),
    batches: count(2),
    replay: count(2, { symbol: 'k' }),
    memory: count(6),
  },
  state: (o) => ({ memory: reservoir(o.memory, {}, { inclusive: true }) }),
  onBatch:
    (o) =>
    ({ theta, memory, batch, loss }) =>
      overSamples(
        batch,
        ({ theta, memory }: { readonly theta: Params; readonly memory: ReturnType<typeof reservoir> }, x) => ({
          theta: interpolate(o.gamma)(
            innerLoop(o.batches, (within: Params) =>
              draw(memory, o.replay, (old) =>
                interpolate(o.beta)(
                  overSamples(join(x, old), (at: Params, sample) =>
                    gradientStep({ loss: loss(sample), rate: o.rate })(at),
                  ),
                )(within),
              ),
            ),
          )(theta),
          memory: push(memory, x),
        }),
      )({ theta, memory }),
})
