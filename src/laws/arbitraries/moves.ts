import fc from 'fast-check'
import {
  abs,
  add,
  append,
  atStep,
  box,
  classesIn,
  clipByNorm,
  coneProjection,
  crossEntropy,
  divide,
  draw,
  equal,
  expectation,
  firstOrder,
  fisher,
  foldTasks,
  gaussian,
  grad,
  gradientStep,
  importanceEMA,
  innerLoop,
  interpolate,
  join,
  kroneckerFactors,
  kroneckerProduct,
  l1,
  less,
  loss,
  lossBy,
  mapTasks,
  maximum,
  mean,
  meanOver,
  meanOverTasks,
  meanPerTensor,
  metaUpdate,
  modes,
  multiply,
  norm,
  onTensors,
  outputs,
  overSamples,
  type Params,
  type Penalty,
  perStep,
  proximalStep,
  quadratic,
  type Rows,
  regularize,
  reinitialise,
  type Scalar,
  sampleLabels,
  select,
  shuffle,
  softmax,
  sqrt,
  squaredError,
  subtract,
  sumAlong,
  sumPerTensor,
  take,
  tanh,
  targets,
  taylorImportance,
  totalOverTasks,
  trajectory,
  uniform,
  when,
} from '../../dsl/index.ts'

import { type Element, type Having, type Making, type Move, type Past, pick } from './having.ts'
import { memoryMoves } from './memory-moves.ts'

/** What loops with a list carry. */
type WithPast = { readonly at: Params; readonly past: Past }

/** Everything that can happen; each entry adds what it makes. */
const operations: Readonly<Record<string, Making>> = {
  add: (h, m) => ({ params: [add(pick(h.params, m.a), pick(h.params, m.b))] }),
  multiply: (h, m) => ({ params: [multiply(pick(h.scalars, m.a), pick(h.params, m.b))] }),
  square: (h, m) => ({ params: [multiply(pick(h.params, m.a), pick(h.params, m.a))] }),
  bounded: (h, m) => ({ params: [maximum(tanh(pick(h.params, m.a)), pick(h.scalars, m.b))] }),
  scalar: (h, m) => ({ scalars: [divide(pick(h.scalars, m.a), add(abs(pick(h.scalars, m.b)), 1))] }),
  measure: (h, m) => ({ scalars: [loss(pick(h.batches, m.b), pick(modes, m.a))(pick(h.params, m.a))] }),
  length: (h, m) => ({ scalars: [norm(pick(h.params, m.a)), sqrt(abs(pick(h.scalars, m.b)))] }),
  select: (h, m) => ({
    params: [select(less(pick(h.params, m.a), pick(h.scalars, m.b)), pick(h.params, m.b), pick(h.scalars, m.a))],
  }),
  choice: (h, m) => ({
    scalars: [select(equal(pick(h.scalars, m.a), 0), 1, pick(h.scalars, m.b))],
  }),
  when: (h, m) => {
    const [low, a, b] = [less(pick(h.scalars, m.a), 0.5), pick(h.params, m.a), pick(h.params, m.b)]
    return { params: [h.differentiated ? select(low, a, b) : when(low, a, b)] }
  },
  clip: (h, m) => ({ params: [clipByNorm(pick(h.scalars, m.b))(pick(h.params, m.a))] }),
  descend: (h, m) => ({
    params: [gradientStep({ loss: loss(pick(h.batches, m.b)), rate: pick(h.scalars, m.b) })(pick(h.params, m.a))],
  }),
  prox: (h, m) => ({
    params: [
      proximalStep<'learner'>({
        loss: loss(pick(h.batches, m.a)),
        penalty: pick<Penalty>(
          [
            quadratic({ strength: abs(pick(h.scalars, m.a)), weight: 1, centre: pick(h.params, m.b) }),
            l1({ strength: 0.1 }),
            box({ lower: -1, upper: Number.POSITIVE_INFINITY }),
          ],
          m.n,
        ),
        rate: 0.1,
      })(pick(h.params, m.a)),
    ],
  }),
  regularized: (h, m) => ({
    params: [
      grad(
        regularize(
          loss(pick(h.batches, m.b)),
          quadratic({ strength: 1, weight: firstOrder(pick(h.params, m.b)), centre: pick(h.params, m.a) }),
        ),
      )(pick(h.params, m.a)),
    ],
  }),
  both: (h, m) => {
    const { p, s } = grad(({ p, s }: { readonly p: Params; readonly s: Scalar }) =>
      multiply(s, loss(pick(h.batches, m.b))(p)),
    )({ p: pick(h.params, m.a), s: pick(h.scalars, m.b) })
    return { params: [p], scalars: [s] }
  },
  importance: (h, m) => ({
    params: [
      importanceEMA({ decay: 0.5 })(pick(h.params, m.a), taylorImportance(pick(h.params, m.b), pick(h.params, m.a))),
    ],
  }),
  meta: (h, m) => ({ params: [metaUpdate({ direction: pick(h.params, m.b), rate: 0.5 })(pick(h.params, m.a))] }),
  fisher: (h, m) => ({ params: [fisher(m.n === 0 ? 'true' : 'empirical')(pick(h.batches, m.b), pick(h.params, m.a))] }),
  labels: (h, m) => ({ scalars: [loss(sampleLabels(pick(h.batches, m.b), pick(h.params, m.a)))(pick(h.params, m.b))] }),
  average: (h, m) => ({
    params: [expectation(pick(h.batches, m.b), (x) => abs(grad(loss(x))(pick(h.params, m.a))))],
  }),
  batches: (h, m) => ({
    batches: [
      shuffle(pick(h.batches, m.a)),
      join(pick(h.batches, m.a), pick(h.batches, m.b)),
      take(pick(h.batches, m.b), 1),
    ],
  }),
  draw: (h, m) => ({ batches: [draw(h.memory, m.n + 1, (old) => old, { replacement: m.n % 2 === 0 })] }),
  noise: (h, m) => ({ params: [pick([gaussian, uniform], m.n)(pick(h.params, m.a))] }),
  loop: (h, m) => ({
    params: [
      innerLoop<Params>(m.n, (at, i) => made({ ...h, params: [at, ...h.params], scalars: [...h.scalars, i] }, m.inner))(
        pick(h.params, m.a),
      ),
    ],
  }),
  samples: (h, m) => ({
    params: [
      overSamples<Params>(
        pick(h.batches, m.b),
        (at, x) => made({ ...h, params: [at, ...h.params], batches: [x, ...h.batches] }, m.inner),
        m.n + 1,
      )(pick(h.params, m.a)),
    ],
  }),
  lengthening: (h, m) => {
    const { at, past } = innerLoop<WithPast>(m.n, (s, i) => {
      const inside = { ...h, params: [s.at, ...h.params], scalars: [...h.scalars, i], past: s.past }
      const next = made(inside, m.inner)
      return { at: next, past: append(s.past, { information: s.at, anchor: next }) }
    })({ at: pick(h.params, m.a), past: h.past })
    return {
      params: [add(at, totalOverTasks(mapTasks(past, ({ anchor, information }) => multiply(anchor, information))))],
    }
  },
  keeping: (h, m) => {
    const { at, past } = overSamples<WithPast>(pick(h.batches, m.b), (s, x) => {
      const inside = { ...h, params: [s.at, ...h.params], batches: [x, ...h.batches], past: s.past }
      const turned = mapTasks(s.past, ({ information, anchor }) => ({
        information: anchor,
        anchor: tanh(add(information, s.at)),
      }))
      return { at: made(inside, m.inner), past: turned }
    })({ at: pick(h.params, m.a), past: h.past })
    return { params: [subtract(at, meanOverTasks(mapTasks(past, ({ anchor }) => anchor)))] }
  },
  listed: (h, m) => {
    const steps = trajectory<WithPast>(m.n + 1, (s) => {
      const next = made({ ...h, params: [s.at, ...h.params], past: s.past }, m.inner)
      return { at: next, past: append(s.past, { information: next, anchor: s.at }) }
    })({ at: pick(h.params, m.a), past: h.past })
    return { scalars: [mean(steps, ({ past }) => norm(totalOverTasks(mapTasks(past, ({ anchor }) => anchor))))] }
  },
  folded: (h, m) => ({
    params: [
      foldTasks(h.past, (at: Params, { information, anchor }: Element, task) =>
        made({ ...h, params: [at, information, anchor, ...h.params], scalars: [...h.scalars, task] }, m.inner),
      )(pick(h.params, m.a)),
    ],
  }),
  along: (h, m) => ({
    scalars: [
      mean(
        trajectory<Params>(m.n + 1, (at) => interpolate<'learner'>(0.5)((p) => tanh(p))(at))(pick(h.params, m.a)),
        loss(pick(h.batches, m.b)),
      ),
    ],
  }),
  nested: (h, m) => ({
    params: [
      grad((p: Params) =>
        loss(pick(h.batches, m.a))(made({ ...h, params: [p], differentiated: true }, m.inner.slice(0, 2))),
      )(pick(h.params, m.a)),
    ],
  }),
  tasks: (h, m) => ({
    params: [
      add(
        pick(h.params, m.a),
        totalOverTasks(
          mapTasks(h.past, ({ information, anchor }) => multiply(information, subtract(anchor, pick(h.params, m.b)))),
        ),
      ),
    ],
  }),
  anew: (h, m) => ({
    params: [
      (m.n === 0 ? reinitialise('output') : reinitialise('output', classesIn(pick(h.batches, m.b))))(
        pick(h.params, m.a),
      ),
    ],
  }),
  tensors: (h, m) => ({
    params: [
      multiply(onTensors(pick([sumPerTensor, meanPerTensor], m.n)(pick(h.params, m.a)))(pick(h.params, m.b)), 0.25),
      multiply(
        kroneckerProduct(kroneckerFactors(pick(h.batches, m.b), pick(h.params, m.a), pick(modes, m.a)))(
          pick(h.params, m.b),
        ),
        0.0625,
      ),
      atStep(perStep(m.n + 1, pick(h.params, m.b)), pick(h.scalars, m.a)),
    ],
  }),
  cone: (h, m) => ({
    params: [
      h.differentiated
        ? pick(h.params, m.a)
        : coneProjection({ margin: 0, ridge: 0.01 })(mapTasks(h.past, ({ anchor }) => anchor))(pick(h.params, m.a)),
    ],
  }),
  rows: (h, m) => {
    const [batch, at] = [pick(h.batches, m.b), pick(h.params, m.a)]
    const z = tanh(outputs(batch, at, pick(modes, m.a)))
    const moved = grad((rows: Rows) => crossEntropy()(rows, targets(batch), batch))(z)
    return { scalars: [meanOver(batch, sumAlong(multiply(softmax(z), moved))), lossBy(squaredError)(batch)(at)] }
  },
  ...memoryMoves((h, m) => made(h, m)),
}

export const names = Object.keys(operations)

/** The parameters that some moves end with, kept small. */
export const made = (start: Having, moves: readonly Move[]): Params => {
  let having = start
  for (const m of moves) {
    const { params = [], scalars = [], batches = [] } = operations[pick(names, m.op)]!(having, m)
    having = {
      ...having,
      params: [...params, ...having.params],
      scalars: [...scalars, ...having.scalars],
      batches: [...batches, ...having.batches].slice(0, 4),
    }
  }
  return tanh(having.params[0]!)
}

/** Sequences of moves, with others inside loops and derivatives, two deep. */
export const { moves } = fc.letrec<{ moves: readonly Move[]; move: Move }>((tie) => ({
  moves: fc.array(tie('move'), { minLength: 1, maxLength: 5, depthIdentifier: 'moves' }),
  move: fc.record({
    op: fc.nat(names.length - 1),
    a: fc.nat(7),
    b: fc.nat(7),
    n: fc.nat(2),
    inner: fc.oneof(
      { depthIdentifier: 'moves', maxDepth: 2 },
      fc.constant([{ op: 3, a: 0, b: 0, n: 1, inner: [] }]),
      tie('moves'),
    ),
  }),
}))
