import * as R from 'retain-lang'
import { counterExample, laws } from 'retain-lang/laws'

/** A loss of one's own: the mean over examples of ½ c² log(1 + (a/c)²), whose slope falls again where an error is far beyond c. */
const cauchy =
  (c: number): R.Loss =>
  (outputs, targets, batch) => {
    const apart = R.square(R.divide(R.subtract(outputs, targets), c))
    return R.meanOver(batch, R.sumAlong(R.multiply(c ** 2 / 2, R.log(R.add(1, apart)))))
  }

/** A layer of one's own: waves sin(ω x), for curves that go up and down. */
const waves = R.defineLayer<{ readonly frequency: number }>({
  name: 'waves',
  forward: ({ frequency }, { o, value }) => o.sine(o.multiply(o.constant(frequency), value)),
})

/** A network of one's own: it has the layer, and brings its loss. */
const network = (loss: R.Network['loss']): R.Network => ({
  name: 'waves',
  layers: [R.layers.dense('waves', 24), waves({ frequency: 2 }), R.layers.dense('output', 'outputs')],
  initialisation: 'fanInUniform',
  loss,
})

/** Points of a curve, one in five of which was written down wrong. */
const curve = (x: number): number => Math.sin(2 * x) + x / 2
const xs = Array.from({ length: 60 }, (_, i) => -2 + i / 15)
const wrong = [...R.uniforms(R.child(R.key(11), 'wrong'), xs.length)].map((u) => u < 0.2)
export const points = xs.map((x, i) => ({ x, y: curve(x) + (wrong[i] ? 3 : 0) }))
export const truth = xs.map((x) => ({ x, y: curve(x) }))
const data: R.Pairs = { inputs: points.map(({ x }) => [x]), targets: points.map(({ y }) => [y]) }

console.log('A layer of one’s own, under the laws of every layer')
for (const law of laws.layer({ layer: waves({ frequency: 2 }), inputShape: [3] })) {
  const verdict = await law.judge({ numRuns: 5, seed: 1 })
  console.log(`  ${verdict.against === undefined ? 'holds' : 'FAILS'}  ${law.name}`)
  for (const row of counterExample(verdict)) console.log(`           ${row}`)
}

const descent = R.methods.finetune!
const losses: Readonly<Record<string, R.Network['loss']>> = {
  'squared error': 'squaredError',
  'Huber, of the library': R.defineLoss({ name: 'huber', predicts: 'numbers', of: R.huber({ threshold: 0.3 }) }),
  'Cauchy, of one’s own': R.defineLoss({ name: 'cauchy', predicts: 'numbers', of: cauchy(0.3) }),
}
export const fits: Record<string, readonly { readonly x: number; readonly y: number }[]> = {}
console.log(
  `\n${xs.length} points, of which ${wrong.filter(Boolean).length} are off by 3: the mean distance of what is learned from the curve`,
)
for (const [name, loss] of Object.entries(losses)) {
  const batches = Array.from({ length: 3000 }, () => data)
  const learner = await R.orThrow(R.trainOn(descent, { network: network(loss), batches, options: { rate: 0.05 } }))
  const ys = (await R.orThrow(learner.predict(data.inputs))).map(([y = 0]) => y)
  fits[name] = xs.map((x, i) => ({ x, y: ys[i]! }))
  const apart = xs.map((x, i) => Math.abs(ys[i]! - curve(x)))
  console.log(`  ${name.padEnd(23)}${(apart.reduce((a, b) => a + b, 0) / xs.length).toFixed(3)}`)
}
