import { adam, defineMethod, innerLoop, meanOverEpisodes, type Params } from '../dsl/index.ts'
import { anmlLearns, atTheFirst, begunFor, drawnApart, exampleByExample, onlineOptions } from './learning-online.ts'

/** Of new classes the last layer alone learns, as in the paper's exams. */
const head = ['output']

/**
 * ANML: a neuromodulated meta-learning algorithm (Beaulieu et al., ECAI 2020). θ is a prediction network P with its last layer W, and a
 * neuromodulator N whose outputs gate its features: f(x) = W (P(x) ⊙ N(x)). For a class with examples x₁ … xₙ, and with Q of the
 * same and of any others:
 *
 *   (P, W)₀ = (P, W) with the weights to the class drawn anew,   (P, W)ᵢ = (P, W)ᵢ₋₁ − α ∇_{P,W} L_{xᵢ}(N, (P, W)ᵢ₋₁)
 *   θ ← θ − β ∇ L_Q(N, (P, W)ₙ)  by Adam
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | β      | `outer`  | > 0   |
 * | η      | `online` | > 0, of new classes, learned by W alone |
 *
 * The paper calls the inner rate β and that of meta-updates α. New examples are gone through once for each step that is asked for. The
 * network must have the groups `prediction`, `neuromodulator` and `output`, as `anml` does.
 */
export const anml = defineMethod({
  name: 'anml',
  source: 'Beaulieu et al., Learning to continually learn, ECAI 2020, algorithm 1',
  deviations: [
    'the official code takes inner gradients as constants, where its paper does not: --set order=first',
    'algorithm 1 draws nothing anew: --set head=learned; its code, as here, draws the weights to the class',
    ...drawnApart,
    'the evaluation of the code learns new classes by Adam at the best of fourteen rates; here by plain descent at one',
  ],
  options: onlineOptions({ rate: 0.1, outer: 0.001, online: 0.03 }),
  state: (_, theta0) => adam().slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { episodes, loss } = slots
    const ahead = (theta: Params) =>
      meanOverEpisodes(episodes, ({ support, query }) =>
        loss(query)(
          exampleByExample({ loss, support, rate: o.rate, groups: anmlLearns, order: o.order, size: o.innerBatch })(
            begunFor(o, support)(theta),
          ),
        ),
      )
    return adam().step({ loss: ahead, rate: o.outer })(slots)
  },
  adapt:
    (o) =>
    ({ theta, task, support, steps, loss }) => ({
      theta: innerLoop(
        steps,
        exampleByExample({ loss, support, rate: o.online, groups: head, size: o.innerBatch }),
      )(atTheFirst(o, task)(theta)),
    }),
})
