import { adam, defineMethod, innerLoop, meanOverEpisodes, type Params } from '../dsl/index.ts'
import { atTheFirst, begunFor, drawnApart, exampleByExample, omlLearns, onlineOptions } from './learning-online.ts'

/**
 * OML: online-aware meta-learning (Javed & White, NeurIPS 2019). θ is a representation and a last layer W. For a class with examples
 * x₁ … xₙ, and with Q of more of it and of other classes:
 *
 *   W₀ = W with the weights to the class drawn anew,   Wᵢ = Wᵢ₋₁ − α ∇_W L_{xᵢ}(θ, Wᵢ₋₁)
 *   (θ, W) ← (θ, W) − β ∇ L_Q(θ, Wₙ)  by Adam
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | β      | `outer`  | > 0   |
 * | η      | `online` | > 0, of new classes, learned as above by W alone |
 *
 * New examples are gone through once for each step that is asked for: once, where classes come one after the other. Of functions that come
 * one after the other, x₁ … xₙ are the mini-batches of all of them, W₀ = W, and L is the squared error: `incremental-sines`.
 */
export const oml = defineMethod({
  name: 'oml',
  source: 'Javed & White, Meta-learning representations for continual learning, NeurIPS 2019, algorithm 2',
  deviations: [
    'a trajectory of the official code goes through three classes, one after the other; on omniglot-trajectory it is one class here. It has β = 0.0001 for 700,000 steps: --set outer=0.0001',
    'algorithm 2 draws all of W anew and meta-learns θ alone: --set head=anew; its code, as here, draws the weights to the class and meta-learns W, too',
    ...drawnApart,
    'before July 2020 the code took inner gradients as constants: --set order=first',
    'its evaluation learns new classes by Adam at the best of eight rates; here by plain descent at one',
    'on functions the code learns where W begins: --set head=learned',
    'there it cuts inner gradients at 10 and −10, and looks ahead by mini-batches of 10 where exams have 32: here both are --set innerBatch=32',
  ],
  options: onlineOptions({ rate: 0.03, outer: 0.001, online: 0.03 }),
  state: (_, theta0) => adam().slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { episodes, loss } = slots
    const ahead = (theta: Params) =>
      meanOverEpisodes(episodes, ({ support, query }) =>
        loss(query)(
          exampleByExample({ loss, support, rate: o.rate, groups: omlLearns, order: o.order, size: o.innerBatch })(
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
        exampleByExample({ loss, support, rate: o.online, groups: omlLearns, size: o.innerBatch }),
      )(atTheFirst(o, task)(theta)),
    }),
})
