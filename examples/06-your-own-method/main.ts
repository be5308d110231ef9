import {
  add,
  defineMethod,
  divide,
  gradientStep,
  type Method,
  methods,
  multiply,
  orThrow,
  positive,
  subtract,
  train,
  unit,
} from 'retain-lang'
import { counterExample, laws } from 'retain-lang/laws'

/**
 * Descent, and at the end of a task back to a running mean of the way, m ← ρ m + (1 − ρ) θ.
 * The mean starts at θ₀; or at 0, and is then divided by the part of it that is filled, 1 − ρⁿ, as Adam does it.
 */
const averaged = (name: string, filled: 0 | 1): Method =>
  defineMethod({
    name,
    source: 'examples/06-your-own-method',
    options: {
      rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
      decay: unit(0.95, { symbol: 'ρ', about: 'how slowly the mean follows' }),
    },
    state: (_, theta0) => ({ mean: multiply(filled, theta0), filled }),
    onBatch: (o) => (slots) => {
      const theta = gradientStep({ loss: slots.loss(slots.batch), rate: o.rate })(slots.theta)
      const mean = add(multiply(o.decay, slots.mean), multiply(subtract(1, o.decay), theta))
      return { theta, mean, filled: add(multiply(o.decay, slots.filled), subtract(1, o.decay)) }
    },
    onTaskEnd: () => (slots) => ({ theta: divide(slots.mean, slots.filled) }),
  })

const [fromTheta0, fromZero] = [averaged('mean from θ₀', 1), averaged('mean from 0', 0)]
for (const method of [fromTheta0, fromZero]) {
  console.log(`${method.name}, under the laws of every method`)
  for (const law of laws.method(method)) {
    const verdict = await law.judge({ numRuns: 5, seed: 1 })
    console.log(`  ${verdict.against === undefined ? 'holds' : 'FAILS'}  ${law.name}`)
    for (const row of counterExample(verdict)) console.log(`           ${row}`)
  }
}

const settings = { benchmark: 'permuted-mnist', tasks: 5, options: { rate: 0.1 } }
export const runs = {
  finetune: await orThrow(train(methods.finetune!, settings)),
  'mean from θ₀': await orThrow(train(fromTheta0, settings)),
}

console.log(
  '\nFive tasks of 1000 digits: the accuracy on all five in the end, and what later tasks took from earlier ones',
)
for (const [name, { acc, bwt }] of Object.entries(runs))
  console.log(`  ${name.padEnd(13)}${(100 * acc).toFixed(1)} %  ${(100 * bwt).toFixed(1)}`)
