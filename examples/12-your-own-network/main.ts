import * as R from 'retain-lang'
import { laws } from 'retain-lang/laws'
import { amongPresent, angles, cosine, products } from './net.ts'

console.log('The laws of the layer')
for (const law of laws.layer({ layer: cosine({ group: 'head', start: 16 }), inputShape: [3] })) {
  const { against } = await law.judge({ numRuns: 50, seed: 1 })
  console.log(`  ${against === undefined ? 'holds' : 'FAILS'}  ${law.name}`)
}

/** Descent on pairs of digits, one after the other. */
const settings = { benchmark: 'split-mnist', tasks: 5, samples: 400, options: { rate: 0.1 } } as const

/** Accuracy on each pair after the last of five, told apart among all ten digits. */
export const found: { readonly name: string; readonly accuracies: readonly number[] }[] = []
console.log('\nFive pairs of digits, 400 examples each; accuracy on each pair in the end, among all ten digits')
for (const [asks, loss] of [
  ['among all', 'crossEntropy'],
  ['among present', amongPresent],
] as const)
  for (const network of [products, angles]) {
    const ownNetwork = { ...network, loss }
    const { matrix } = await R.orThrow(R.train(R.methods.finetune!, { ...settings, ownNetwork }))
    const accuracies = matrix.at(-1)!
    found.push({ name: `${asks}, ${network.name}`, accuracies })
    const mean = accuracies.reduce((a, b) => a + b) / accuracies.length
    const [last, ...percent] = [mean, ...accuracies].map((part) => `${(100 * part).toFixed(0)} %`.padStart(6))
    console.log(`  ${asks.padEnd(14)} ${network.name.padEnd(9)}${percent.join('')}   mean${last}`)
  }
