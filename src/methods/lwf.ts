import {
  add,
  choose,
  defineMethod,
  divide,
  exp,
  field,
  firstOrder,
  largestAlong,
  less,
  log,
  type Matrix,
  maths,
  maximum,
  meanOuter,
  meanOver,
  multiply,
  named,
  negate,
  nonNegativeNumber,
  oneOf,
  outputs,
  type Params,
  positive,
  type Rows,
  type Scalar,
  select,
  slot,
  subtract,
  sumAlong,
  timesRows,
  zeroMatrix,
} from '../dsl/index.ts'
import { descentOf, descentOptions } from './descent.ts'

type Heads = Matrix<'outputs', 'outputs'>

/** What a sum of exponentials is at least: that of a head whose outputs are all far below those of another. */
const least = 1e-30

const chances = maths.call(
  'p',
  maths.row(maths.part('rows'), ' / ', maths.part('temperature'), '; ', maths.part('heads')),
)
const ofHeads = maths.row('p(v; S) is the softmax of v within each head, whose outputs S marks; 0 for outputs of none')

/** The softmax within each head, and its logarithm; of outputs that no head has, chances of 0. */
const withinHeads = (heads: Heads, temperature: Scalar) => (rows: Rows) => {
  const z = divide(rows, temperature)
  const shifted = subtract(z, firstOrder(largestAlong(z)))
  const sums = timesRows(exp(shifted), heads)
  const logarithm = subtract(shifted, log(maximum(sums, least)))
  const parts = { rows, temperature, heads }
  return {
    logarithm: named('logChances', parts, logarithm, { writes: maths.row('log ', chances), notes: [ofHeads] }),
    chance: named('chances', parts, select(less(0, sums), exp(logarithm), 0), { writes: chances, notes: [ofHeads] }),
  }
}

/**
 * Learning without forgetting (Li & Hoiem, ECCV 2016): the network that the last task left teaches the new one, on the new examples.
 *
 *   L(θ) = L_B(θ) + λ Σⱼ H(pⱼ(x; θ*), pⱼ(x; θ)),   pⱼ = the softmax of head j's outputs, divided by T
 *   after a task:   θ* ← θ,   and its head is among the old ones, j
 *
 * The sum is over the heads of the tasks before (S says which outputs share one), and H the mean cross-entropy over a batch. Where all
 * tasks have one head, it is that head from the second task on.
 *
 * | symbol | option        | range |
 * | λ      | `strength`    | ≥ 0   |
 * | T      | `temperature` | > 0   |
 *
 * At θ = θ* the gradient of the second term is 0.
 */
export const lwf = defineMethod({
  name: 'lwf',
  source: 'Li & Hoiem, Learning without forgetting, ECCV 2016, eq. 2–4; van de Ven et al. 2022 for one head',
  deviations: [
    'the paper first trains the new head alone, with the rest held fixed: here all learns at once, as in the code of van de Ven et al.',
    'van de Ven’s code multiplies by the number of tasks before where these have the same classes (domain incremental), and not in the class incremental scenario: --set weighting=tasks',
    'Hinton and others multiply by T²: at temperature 2 that is --set strength=4',
  ],
  options: {
    ...descentOptions('sgd', 0.05),
    strength: nonNegativeNumber(1, { symbol: 'λ', about: 'strength of the teacher' }),
    temperature: positive(2, { symbol: 'T', about: 'softens the outputs of both' }),
    weighting: oneOf(['constant', 'tasks'], 'constant', {
      about: 'the strength as it is, or times the number of tasks before',
    }),
  },
  state: (o, theta0) => ({
    ...descentOf(o).slots(theta0),
    teacher: slot('θ*', theta0),
    heads: slot('S', zeroMatrix('outputs', 'outputs')),
  }),
  onBatch: (o) => (slots) => {
    const { task, teacher, heads, batch, loss } = slots
    const softened = withinHeads(heads, o.temperature)
    const taught = firstOrder(softened(outputs(batch, teacher, 'predicting')).chance)
    const strength = choose(o.weighting, { constant: o.strength, tasks: multiply(o.strength, task) })
    const distilled = (at: Params): Scalar =>
      meanOver(batch, negate(sumAlong(multiply(taught, softened(outputs(batch, at)).logarithm))))
    const whole = (at: Params): Scalar => add(loss(batch)(at), multiply(strength, distilled(at)))
    return descentOf(o).step({ loss: whole, rate: o.rate })(slots)
  },
  onTaskEnd:
    () =>
    ({ theta, heads, data }) => {
      const has = field(data, 'heads')
      return { teacher: theta, heads: select(less(0, maximum(heads, meanOuter(data, has, has))), 1, 0) }
    },
})
