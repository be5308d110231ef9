import * as R from 'retain-lang'

const [shots, queries, sinesABatch] = [10, 10, 6]

/** MAML: descend the loss on new points of a sine after k steps on a few of its points, through those steps. */
const maml = R.defineMethod({
  name: 'MAML',
  source: 'Finn, Abbeel & Levine, Model-agnostic meta-learning, ICML 2017',
  options: { steps: R.count(1), rate: R.positive(0.02), outer: R.positive(0.01) },
  state: (_, theta0) => R.adam().slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { episodes, loss } = slots
    const meta = (theta: R.Params) =>
      R.meanOverEpisodes(episodes, ({ support, query }) => {
        const step = R.gradientStep({ loss: loss(support), rate: o.rate })
        return loss(query)(R.innerLoop(o.steps, step)(theta))
      })
    return R.adam().step({ loss: meta, rate: o.outer })(slots)
  },
  adapt:
    (o) =>
    ({ theta, support, steps, loss }) => ({
      theta: R.innerLoop(steps, R.gradientStep({ loss: loss(support), rate: o.rate }))(theta),
    }),
})

/** Points of a sine: amplitude 0.1 to 5, phase 0 to π, x from −5 to 5; a few to adapt to, and others. */
export const sine = (number: number, others: number): R.EpisodePairs => {
  const [a = 0, phase = 0, ...us] = R.uniforms(R.child(R.key(0), number), shots + others + 2)
  const y = (x: number) => (0.1 + 4.9 * a) * Math.sin(x + Math.PI * phase)
  const at = (xs: readonly number[]): R.Pairs => ({ inputs: xs.map((x) => [x]), targets: xs.map((x) => [y(x)]) })
  const xs = us.map((u) => 10 * u - 5)
  return { support: at(xs.slice(0, shots)), query: at(xs.slice(shots)) }
}
const metaBatches = Array.from({ length: 1000 }, (_, batch) =>
  Array.from({ length: sinesABatch }, (_, i) => sine(batch * sinesABatch + i, queries)),
)
const network = R.mlp({ hidden: [40, 40], loss: 'squaredError' })
export const learners = {
  MAML: await R.orThrow(R.trainOn(maml, { network, metaBatches })),
  'all sines at once': await R.orThrow(R.trainOn(maml, { network, metaBatches, options: { steps: 0, outer: 0.001 } })),
}

/** How wrong a learner is on forty points of a new sine, after some steps on ten others. */
const errorAfter = async (steps: number, learner: R.Learner, number: number): Promise<number> => {
  const { support, query } = sine(number, 40)
  const { predict } = await R.orThrow(learner.adapt(support, steps))
  const predicted = await R.orThrow(predict(query.inputs))
  return predicted.reduce((so, [y = 0], i) => so + (y - query.targets[i]![0]!) ** 2 / 40, 0)
}

export const errors: { readonly name: string; readonly steps: number; readonly error: number }[] = []
console.log('Mean squared error on six new sines, after steps of descent on ten points of each')
for (const [name, learner] of Object.entries(learners))
  for (const steps of [0, 1, 10]) {
    const each = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => errorAfter(steps, learner, 1e6 + n)))
    const error = each.reduce((a, b) => a + b) / 6
    errors.push({ name, steps, error })
    console.log(`  ${name.padEnd(17)} ${`${steps}`.padStart(2)} steps: ${error.toFixed(2)}`)
  }
