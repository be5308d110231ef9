import {
  add,
  count,
  defineMethod,
  divide,
  equal,
  grad,
  gradientStep,
  importanceEMA,
  largest,
  like,
  literal,
  maths,
  maximum,
  multiply,
  named,
  negate,
  nonNegativeNumber,
  type Params,
  pathIntegral,
  positive,
  quadratic,
  regularize,
  relu,
  select,
  slot,
  square,
  subtract,
  unit,
} from '../dsl/index.ts'

/** (v − min v) / (max v − min v), over all parameters; 0 where they are all the same. */
const scaled = (v: Params): Params => {
  const least = negate(largest(negate(v)))
  return named('scaled', { v }, divide(subtract(v, least), maximum(subtract(largest(v), least), 1e-32)), {
    writes: maths.call('scaled', maths.part('v')),
    notes: [maths.row('scaled(v) is (v − min v) / (max v − min v), over all parameters')],
  })
}

/**
 * Riemannian walk (Chaudhry, Dokania, Ajanthan & Torr, ECCV 2018), without stored examples.
 *
 *   L̃(θ) = L_B(θ) + λ Σₘ hₘ (θₘ − θ*ₘ)²
 *   each step, θ → θ′, g = ∇L_B(θ):   F ← a F + (1 − a) g²,   ω ← ω − g ⊙ (θ′ − θ)
 *   every Δt steps, since φ:        R ← R + max(ω, 0) / (½ F ⊙ (θ − φ)² + ε),   ω ← 0,   φ ← θ
 *   after a task:                     S ← ½ (S + R), the first time R,   h ← F̂ + Ŝ,   θ* ← θ,   R ← 0,   ω ← 0
 *
 * v̂ is v brought to between 0 and 1 over all parameters.
 *
 * | symbol | option     | range |
 * | λ      | `strength` | ≥ 0   |
 * | a      | `decay`    | 0 … 1 |
 * | Δt     | `every`    | ≥ 1   |
 * | ε      | `damping`  | > 0   |
 */
export const rwalk = defineMethod({
  name: 'rwalk',
  source: 'Chaudhry, Dokania, Ajanthan & Torr, Riemannian walk for incremental learning, ECCV 2018, eq. 7–10',
  deviations: [
    'the code adds half of S + R to S, and doubles the first R: S is their mean here, as printed',
    'the code takes F every Δt steps, from the sum of g² since the task began over Δt: here from each step',
    'the code has F in the place of ½ F',
    'the paper also keeps exemplars: here none are',
  ],
  options: {
    rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
    strength: nonNegativeNumber(1, { symbol: 'λ', about: 'strength of the penalty' }),
    decay: unit(0.1, { symbol: 'a', about: 'part of the Fisher information that outlasts a step' }),
    every: count(10, { symbol: 'Δt', about: 'steps between scores', least: 1 }),
    damping: positive(1e-3, { symbol: 'ε', about: 'keeps the score of a parameter that hardly moved finite' }),
  },
  state: (_, theta0) => ({
    information: slot('F', like(theta0, 0)),
    path: slot('ω', like(theta0, 0)),
    fresh: slot('R', like(theta0, 0)),
    score: slot('S', like(theta0, 0)),
    importance: slot('h', like(theta0, 0)),
    anchor: slot('θ*', theta0),
    since: slot('φ', theta0),
    steps: slot('n', 0),
  }),
  onBatch: (o) => (slots) => {
    const { theta, information, path, fresh, importance, anchor, since, steps, batch, loss } = slots
    const near = quadratic({ strength: multiply(2, o.strength), weight: importance, centre: anchor })
    const moved = gradientStep({ loss: regularize(loss(batch), near), rate: o.rate })(theta)
    const g = grad(loss(batch))(theta)
    const fisher = importanceEMA({ decay: o.decay })(information, square(g))
    const walked = pathIntegral({ gradient: g, from: theta, to: moved })(path)
    const distance = add(multiply(multiply(0.5, fisher), square(subtract(moved, since))), o.damping)
    const isScored = equal(add(steps, 1), o.every)
    return {
      theta: moved,
      information: fisher,
      path: select(isScored, 0, walked),
      fresh: select(isScored, add(fresh, divide(relu(walked), distance)), fresh),
      since: select(isScored, moved, since),
      steps: select(isScored, 0, add(steps, 1)),
    }
  },
  onTaskEnd:
    () =>
    ({ theta, task, information, fresh, score }) => {
      const mean = select(equal(task, 0), fresh, multiply(0.5, add(score, fresh)))
      return {
        score: mean,
        importance: add(scaled(information), scaled(mean)),
        anchor: theta,
        fresh: like(theta, 0),
        path: like(theta, 0),
        steps: literal(0),
      }
    },
})
