import {
  andThen,
  choose,
  count,
  defineMethod,
  fisherProduct,
  gradientStep,
  implicitGradient,
  innerLoop,
  meanOverEpisodes,
  metaUpdate,
  type Objective,
  oneOf,
  type Params,
  positive,
  proximalStep,
  quadratic,
  type Seen,
} from '../dsl/index.ts'
import { adapting, adaptingOptions, outerDescent } from './adapting.ts'

const options = {
  ...adaptingOptions,
  rate: positive(0.01, { symbol: 'α', about: 'learning rate of inner steps' }),
  outer: positive(0.001, { symbol: 'β', about: 'learning rate of meta-updates, by Adam' }),
  steps: count(16, { symbol: 'k', about: 'inner steps' }),
  lambda: positive(2, { symbol: 'λ', about: 'how strongly inner steps are held near the start' }),
  iterations: count(5, { symbol: 's', about: 'steps of conjugate gradients' }),
  matrix: oneOf(['hessian', 'gaussNewton'], 'hessian', { about: 'H, or what of it has no negative eigenvalue' }),
  form: oneOf(['paper', 'code'], 'paper', { about: 'inner problem and matrix: as in the paper, or in its code' }),
}

/** (λ/2) ‖φ − θ‖². */
const near = (o: Pick<Seen<typeof options>, 'lambda'>, theta: Params) =>
  quadratic({ strength: o.lambda, weight: 1, centre: theta })

/** A step of the inner problem about a start. */
const proximal = (o: Pick<Seen<typeof options>, 'lambda' | 'rate'>, loss: Objective, theta: Params) =>
  proximalStep({ loss, penalty: near(o, theta), rate: o.rate })

/**
 * iMAML: MAML whose meta-gradient does not go through the inner steps: they find what is least near the start, and that says the derivative
 * (Rajeswaran, Finn, Kakade & Levine, NeurIPS 2019).
 *
 *   φ ≈ argmin_φ L_S(φ) + (λ/2) ‖φ − θ‖²  by k steps φ ← prox(φ − α ∇L_S(φ))
 *   g = (1/|T|) Σ_{(S, Q) ∈ T} (I + ∇²L_S(φ)/λ)⁻¹ ∇L_Q(φ)  by conjugate gradients;   θ ← θ − β g by Adam
 *
 * | symbol | option     | range |
 * | α      | `rate`     | > 0   |
 * | k      | `steps`    | ≥ 0   |
 * | λ      | `lambda`   | > 0   |
 * | s      | `iterations`| ≥ 0   |
 * | β      | `outer`    | > 0   |
 *
 * A new episode is adapted to by steps of the same kind; in the form of the code by plain ones, as that tests.
 */
export const iMaml = defineMethod({
  name: 'iMaml',
  source: 'Rajeswaran, Finn, Kakade & Levine, Meta-learning with implicit gradients, NeurIPS 2019, algorithms 1 and 2',
  deviations: [
    'the official code takes plain inner steps and one step on (λ/2) ‖φ − θ‖² after them, and has 2 I + H/(λ + 10) in place of I + H/λ: --set form=code',
    'it has Adam with ε = 0.001, and inner steps at rate 0.1 on images',
  ],
  options,
  state: (_, theta0) => outerDescent.slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { theta, episodes, loss } = slots
    const [damping, shift] = choose(o.form, { paper: [0, 0] as const, code: [1, 10] as const })
    const g = meanOverEpisodes(episodes, ({ support, query }) => {
      const back = gradientStep({ loss: near(o, theta).value, rate: o.rate })
      const adapted = choose(o.form, {
        paper: innerLoop(o.steps, proximal(o, loss(support), theta)),
        code: andThen(back)(adapting({ loss, rate: o.rate })(support, o.steps)),
      })(theta)
      const curvature = choose(o.matrix, {
        hessian: {},
        gaussNewton: { curvature: (at: Params) => fisherProduct(support, at, 'learning') },
      })
      const implicit = { strength: o.lambda, iterations: o.iterations, damping, shift, ...curvature }
      return implicitGradient({ inner: loss(support), outer: loss(query), ...implicit })(adapted)
    })
    const { direction, kept } = outerDescent.direction(slots, g)
    return { theta: metaUpdate({ direction, rate: o.outer })(theta), ...kept }
  },
  adapt:
    (o) =>
    ({ theta, support, steps, loss }) => ({
      theta: choose(o.form, {
        paper: innerLoop(steps, proximal(o, loss(support), theta)),
        code: adapting({ loss, rate: o.rate })(support, steps),
      })(theta),
    }),
})
