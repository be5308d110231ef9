import {
  average,
  count,
  defineMethod,
  divide,
  gradient,
  importanceEMA,
  innerLoop,
  like,
  maximum,
  metaUpdate,
  methods,
  negate,
  orThrow,
  positive,
  proximalStep,
  quadratic,
  taylorImportance,
  train,
  unit,
} from 'retain-lang'

/** EMCL as its slides have it, importance normalised by its mean and learning rates r/h. */
const emcl = defineMethod({
  name: 'EMCL, written out',
  source: 'Zou & Lin, IJCNN 2022',
  options: { k: count(10), gamma: positive(0.26), lambda: positive(3.6), decay: unit(0.999), r: positive(0.13) },
  state: (_, theta0) => ({ importance: like(theta0, 1) }),
  onBatch:
    (o) =>
    ({ theta, importance, batch, loss }) => {
      const near = quadratic({ strength: o.lambda, weight: importance, centre: theta })
      const adapted = innerLoop(o.k, proximalStep({ loss: loss(batch), penalty: near, rate: o.gamma }))(theta)
      const direction = negate(gradient(near)(adapted)) // λ h ⊙ (θ₀ − θₖ): no Hessian
      const impact = taylorImportance(direction, theta)
      const h = maximum(importanceEMA({ decay: o.decay })(importance, divide(impact, average(impact))), 0.1)
      return { theta: metaUpdate({ direction, rate: divide(o.r, h) })(theta), importance: h }
    },
})

const settings = { benchmark: 'permuted-mnist', tasks: 2 }
export const runs = {
  'plain gradient descent, rate 0.1': await orThrow(train(methods.finetune!, { ...settings, options: { rate: 0.1 } })),
  EMCL: await orThrow(train(emcl, settings)),
}

const percent = (part = 0): string => `${(100 * part).toFixed(1)} %`.padStart(7)

console.log('Two tasks of 1000 digits, the pixels of each in an order of its own; accuracy on digits never seen')
for (const [name, { before, matrix }] of Object.entries(runs)) {
  console.log(`\n${name}`)
  for (const [after, [first, second]] of [before, ...matrix].entries())
    console.log(`  after ${after} task${after === 1 ? ' ' : 's'}: first ${percent(first)}, second ${percent(second)}`)
}
