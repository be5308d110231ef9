import {
  adam,
  count,
  defineMethod,
  gradientStep,
  innerLoop,
  meanOverEpisodes,
  type Params,
  positive,
} from '../dsl/index.ts'

export const maml = defineMethod({
  name: 'maml',
  source: 'Finn, Abbeel & Levine, Model-agnostic meta-learning, ICML 2017, algorithm 2',
  options: {
    rate: positive(0.01, { symbol: 'α', about: 'learning rate of the inner steps' }),
    outer: positive(0.001, { symbol: 'β', about: 'learning rate of the meta-update' }),
    steps: count(1, { symbol: 'k', about: 'inner steps' }),
  },
  state: (_, theta0) => adam().slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { episodes, loss } = slots
    const ahead = (theta: Params) =>
      meanOverEpisodes(episodes, ({ support, query }) =>
        loss(query)(innerLoop(o.steps, gradientStep({ loss: loss(support), rate: o.rate }))(theta)),
      )
    return adam().step({ loss: ahead, rate: o.outer })(slots)
  },
  adapt:
    (o) =>
    ({ theta, support, steps, loss }) => ({
      theta: innerLoop(steps, gradientStep({ loss: loss(support), rate: o.rate }))(theta),
    }),
})
