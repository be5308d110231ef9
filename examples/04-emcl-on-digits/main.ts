import * as E from 'fp-ts/lib/Either.js'
import {
  average,
  benchmarks,
  count,
  defaults,
  defineMethod,
  divide,
  experiment,
  gradient,
  importanceEMA,
  innerLoop,
  like,
  type Method,
  maximum,
  metaUpdate,
  methods,
  negate,
  positive,
  proximalStep,
  quadratic,
  render,
  taylorImportance,
  unit,
} from 'retain'

/** EMCL as its slides have it, importance normalised by its mean and learning rates r/h. */
const emcl = defineMethod({
  name: 'emcl, written out',
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

/** The accuracy on both tasks, before training and after each task. */
const learn = async (name: string, method: Method, set = {}): Promise<void> => {
  const benchmark = benchmarks.find((b) => b.name === 'permuted-mnist')!
  const settings = { name, method, benchmark, options: { ...defaults(method.options), ...set }, seeds: [0], tasks: 2 }
  const ready = await experiment({ ...settings, evaluate: 'test', backend: 'auto' })()
  if (E.isLeft(ready)) return console.error(render(ready.left))
  console.log(`\n${name}`)
  for await (const event of ready.right.runs[0]!.events())
    if (event._tag === 'Evaluated') {
      const [first, second] = event.accuracies.map((a) => `${(100 * a).toFixed(1)} %`.padStart(7))
      console.log(`  after ${event.after} task${event.after === 1 ? ' ' : 's'}: first ${first}, second ${second}`)
    }
}

console.log('Two tasks of 1000 digits, the pixels of each in an order of its own; accuracy on digits never seen')
await learn('without: plain gradient descent, rate 0.1', methods.finetune!, { rate: 0.1 })
await learn('with: EMCL', emcl)
