import * as R from 'retain'
import { laws } from 'retain/laws'
import { angles, cosine, products } from './net.ts'

/** Cross-entropy among the classes that a batch has: the outputs of others are neither raised nor lowered. */
export const amongPresent: R.Loss = (outputs, targets, batch) => {
  const present = R.timesRows<1, 'outputs'>(R.like(R.field(batch, 'weight'), 1), R.classesIn(batch))
  const logits = R.select(R.less(0, present), outputs, -1e9)
  return R.meanOver(batch, R.subtract(R.logSumExp(logits), R.sumAlong(R.multiply(targets, outputs))))
}

/** Plain descent on a loss. */
const descent = (name: string, loss: R.Loss) =>
  R.defineMethod({
    name,
    source: 'Zeno et al., Task agnostic continual learning using online variational Bayes, 2018: the labels trick',
    options: { rate: R.positive(0.1) },
    state: () => ({}),
    onBatch:
      ({ rate }) =>
      ({ theta, batch }) => ({ theta: R.gradientStep({ loss: R.lossBy(loss)(batch), rate })(theta) }),
  })

console.log('The laws of the layer')
for (const law of laws.layer({ layer: cosine({ group: 'head', start: 16 }), inputShape: [3] })) {
  const { against } = await law.judge({ numRuns: 50, seed: 1 })
  console.log(`  ${against === undefined ? 'holds' : 'FAILS'}  ${law.name}`)
}

/** Accuracy on each pair of digits after the last of five: learned one pair after the other, told apart among all ten. */
const settings = { benchmark: 'split-mnist', tasks: 5, samples: 400 } as const
export const found: { readonly name: string; readonly accuracies: readonly number[] }[] = []
console.log('\nFive pairs of digits, 400 examples each; accuracy on each pair in the end, among all ten digits')
for (const [loss, method] of [
  ['among all', descent('all', R.crossEntropy())],
  ['among present', descent('present', amongPresent)],
] as const)
  for (const ownNetwork of [products, angles]) {
    const { matrix } = await R.orThrow(R.train(method, { ...settings, ownNetwork }))
    const accuracies = matrix.at(-1)!
    const mean = accuracies.reduce((a, b) => a + b) / accuracies.length
    found.push({ name: `${loss}, ${ownNetwork.name}`, accuracies })
    const percent = [...accuracies, mean].map((part) => `${(100 * part).toFixed(0)} %`.padStart(6))
    console.log(
      `  ${loss.padEnd(14)} ${ownNetwork.name.padEnd(9)}${percent.slice(0, -1).join('')}   mean${percent.at(-1)}`,
    )
  }
