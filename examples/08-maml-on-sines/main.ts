import * as R from 'retain'

const [shots, queries, sinesABatch] = [10, 10, 6]

/** MAML: descend the loss on new points of a sine after k steps on a few of its points, through those steps. */
const maml = R.defineMethod({
  name: 'MAML',
  source: 'Finn, Abbeel & Levine, Model-agnostic meta-learning, ICML 2017',
  options: { steps: R.count(1), rate: R.positive(0.02), outer: R.positive(0.01) },
  state: (_, theta0) => R.adam().slots(theta0),
  onBatch: (o) => (slots) => {
    const afterSteps = (sine: R.Batch) => (theta: R.Params) => {
      const step = R.gradientStep({ loss: slots.loss(R.take(sine, shots)), rate: o.rate })
      return slots.loss(R.take(sine, queries, shots))(R.innerLoop(o.steps, step)(theta))
    }
    const meta = (theta: R.Params) => R.expectation(slots.batch, (sine) => afterSteps(sine)(theta), shots + queries)
    return R.adam().step({ loss: meta, rate: o.outer })(slots)
  },
})

/** Points of a sine: amplitude 0.1 to 5, phase 0 to π, x from −5 to 5. */
export const sine = (number: number, points: number): R.Pairs => {
  const [a = 0, phase = 0, ...xs] = R.uniforms(R.child(R.key(0), number), points + 2)
  const y = (x: number) => (0.1 + 4.9 * a) * Math.sin(x + Math.PI * phase)
  return { inputs: xs.map((u) => [10 * u - 5]), targets: xs.map((u) => [y(10 * u - 5)]) }
}
const joined = (sines: readonly R.Pairs[]): R.Pairs => ({
  inputs: sines.flatMap(({ inputs }) => inputs),
  targets: sines.flatMap(({ targets }) => targets),
})
const batches = Array.from({ length: 1000 }, (_, batch) =>
  joined(Array.from({ length: sinesABatch }, (_, i) => sine(batch * sinesABatch + i, shots + queries))),
)

export const network = R.mlp({ hidden: [40, 40], loss: 'squaredError' })
export const descent = R.methods.finetune!
const jointly = { network, batches, options: { optimiser: 'adam', rate: 0.001 } }
export const learners = {
  MAML: await R.orThrow(R.trainOn(maml, { network, batches })),
  'all sines at once': await R.orThrow(R.trainOn(descent, jointly)),
}

/** How wrong a learner is on forty points of a new sine, after some steps of descent on ten others. */
const errorAfter = async (steps: number, from: R.Learner, number: number): Promise<number> => {
  const [few, others] = [sine(number, shots), sine(number, shots + 40)]
  const batches = Array.from({ length: steps }, () => few)
  const learner = await R.orThrow(R.trainOn(descent, { network, from, batches, options: { rate: 0.02 } }))
  const predicted = await R.orThrow(learner.predict(others.inputs.slice(shots)))
  return predicted.reduce((so, [y = 0], i) => so + (y - others.targets[i + shots]![0]!) ** 2 / 40, 0)
}

export const errors: { readonly name: string; readonly steps: number; readonly error: number }[] = []
console.log('Mean squared error on six new sines, after steps of descent on ten points of each')
for (const [name, from] of Object.entries(learners))
  for (const steps of [0, 1, 10]) {
    const each = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => errorAfter(steps, from, 1e6 + n)))
    const error = each.reduce((a, b) => a + b) / each.length
    errors.push({ name, steps, error })
    console.log(`  ${name.padEnd(17)} ${`${steps}`.padStart(2)} steps: ${error.toFixed(2)}`)
  }
