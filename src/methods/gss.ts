import {
  add,
  all,
  type Batch,
  count,
  defineMethod,
  divide,
  dot,
  draw,
  equal,
  field,
  grad,
  gradientStep,
  innerLoop,
  innerProducts,
  largestAlong,
  less,
  like,
  log,
  loss,
  maths,
  maximum,
  multiply,
  named,
  norm,
  overSamples,
  type Params,
  positive,
  type Rows,
  replaceAt,
  reservoir,
  rowsOf,
  type Scalar,
  select,
  slot,
  subtract,
  sumOver,
  uniform,
  withField,
} from '../dsl/index.ts'

/** max_j ⟨g, G_j⟩ / ‖g‖‖G_j‖ + 1 over examples, from 0 to 2; 0.1 where there are none to compare with. */
const likeness = (x: Batch, others: Batch, at: Params): Scalar => {
  const g = grad(loss(x, 'predicting'))(at)
  const { closest } = overSamples(others, ({ closest }: { readonly closest: Scalar }, other) => {
    const G = grad(loss(other, 'predicting'))(at)
    const cosine = divide(dot(g, G), maximum(multiply(norm(g), norm(G)), 1e-12))
    return { closest: select(less(0, sumOver(other, field(other, 'weight'))), maximum(closest, cosine), closest) }
  })({ closest: subtract(0, 1) })
  const c = select(less(0, sumOver(others, field(others, 'weight'))), add(1, closest), 0.1)
  return named('likeness', { x, others, at }, c, {
    writes: maths.call('likeness', maths.row(maths.part('x'), ', ', maths.part('others'), '; ', maths.part('at'))),
    notes: [
      maths.row(
        'likeness(x, m; θ) is 1 + the largest cosine between ∇Lₓ(θ) and ∇L_z(θ) over the z in m, both of the network as it ',
        'predicts; without any z it is 0.1',
      ),
    ],
    gives: 'c',
  })
}

/** A place i of a memory with probability Cᵢ / Σ C: the least of Eᵢ / Cᵢ for exponential Eᵢ is at such an i. `x` is any one example. */
const pick = (x: Batch, whole: Batch, scores: Rows<1>): Scalar => {
  const isThere = less(0, field(whole, 'weight'))
  const waiting = divide(log(uniform(field(whole, 'weight'))), maximum(scores, 1e-6))
  const one = like(field(x, 'weight'), 1)
  const first = sumOver(x, largestAlong(innerProducts(one, select(isThere, waiting, -1e30))))
  const place = sumOver(whole, select(equal(waiting, first), field(whole, 'position'), 0))
  return named('pick', { x, whole, scores }, place, {
    writes: maths.call('pick', maths.part('scores')),
    notes: [maths.row('pick(C) is a place i of a memory, drawn with probability Cᵢ / Σ C')],
    gives: 'i',
  })
}

/** What an entry of a memory has at a place. */
const entryAt = (whole: Batch, rows: Rows<1>, place: Scalar): Scalar =>
  named('entryAt', { whole, rows, place }, sumOver(whole, select(equal(field(whole, 'position'), place), rows, 0)), {
    writes: maths.row(maths.part('rows'), '[', maths.part('place'), ']'),
  })

/**
 * Gradient-based sample selection, greedily (Aljundi et al., NeurIPS 2019, algorithm 2): the memory takes what pulls in other directions
 * than what it holds. For each example x of B, after B was learned, with G_j the gradients of n examples drawn from M:
 *
 *   c = max_j ⟨g, G_j⟩ / ‖g‖‖G_j‖ + 1,   g = ∇L_x(θ)
 *   while M has room, x enters with C = c;   after that, if c < 1:
 *   i ~ P(i) = C_i / Σ C,   x takes the place of i, and C_i ← c, with probability C_i / (C_i + c)
 *
 * B is learned g times by a step on B and one on k examples of M.
 *
 * | symbol | option    | range |
 * | α      | `rate`    | > 0   |
 * | n      | `compare` | ≥ 1   |
 * | k      | `replay`  | ≥ 0   |
 * | g      | `glances` | ≥ 1   |
 */
export const gss = defineMethod({
  name: 'gss',
  source: 'Aljundi et al., Gradient based sample selection for online continual learning, NeurIPS 2019, algorithm 2',
  deviations: [
    'the n gradients are drawn once a batch, from the memory before it, and are of one example each; the authors’ code has them of batches',
    'the code asks whether the batch as a whole pulls elsewhere before any example of it may enter; here each does, as in the paper',
    'the code learns each batch 3 times on MNIST and 10 on CIFAR-10: --set glances=3',
    'the code goes through the memory in one random order for its replay; here each step draws anew',
  ],
  options: {
    rate: positive(0.05, { symbol: 'α', about: 'learning rate' }),
    memory: count(200, { about: 'examples remembered' }),
    replay: count(10, { symbol: 'k', about: 'remembered examples of each step on the memory' }),
    compare: count(10, { symbol: 'n', about: 'remembered examples that gradients are compared with', least: 1 }),
    glances: count(1, { symbol: 'g', about: 'times each batch is used, with fresh draws', least: 1 }),
  },
  state: (o) => ({ memory: slot('M', reservoir(o.memory, { score: rowsOf(1) })) }),
  onBatch:
    (o) =>
    ({ theta, memory, batch }) => {
      const step = (on: Batch) => gradientStep({ loss: loss(on), rate: o.rate })
      const apart = { replacement: false }
      const learned = innerLoop(o.glances, (at: Params) =>
        draw(memory, o.replay, (old) => step(old)(step(batch)(at)), apart),
      )(theta)
      return draw(
        memory,
        o.compare,
        (some) => {
          const after = overSamples(batch, ({ kept }: { readonly kept: typeof memory }, x) => {
            const c = likeness(x, some, learned)
            const whole = all(kept)
            const one = field(x, 'weight')
            const place = pick(x, whole, field(whole, 'score'))
            const score = entryAt(whole, field(whole, 'score'), place)
            const held = sumOver(whole, field(whole, 'weight'))
            const hasRoom = less(held, o.memory)
            const chance = select(less(c, 1), divide(score, maximum(add(score, c), 1e-6)), 0)
            const enters = less(subtract(sumOver(x, uniform(one)), chance), 0)
            return {
              kept: replaceAt(
                kept,
                select(hasRoom, held, place),
                less(0, select(hasRoom, 1, select(enters, 1, 0))),
                withField(x, 'score', like(one, c)),
              ),
            }
          })({ kept: memory })
          return { theta: learned, memory: after.kept }
        },
        apart,
      )
    },
})
