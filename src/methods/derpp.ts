import {
  add,
  defineMethod,
  draw,
  gradientStep,
  multiply,
  nonNegativeNumber,
  type Params,
  push,
  slot,
  withGlances,
} from '../dsl/index.ts'
import { darkLoss, darkMemory, darkOptions, metAt } from './dark-replay.ts'

/**
 * Dark experience replay ++ (Buzzega et al., NeurIPS 2020): as `der`, and a second draw is learned by its labels.
 *
 *   z = f(B; θ),   m, m′ ~ M, of k examples each
 *   θ ← θ − η ∇(L_B(θ) + α ‖f(m; θ) − z_m‖² + β L_{m′}(θ)),   the norm as a mean;   then M ← reservoir(M, (B, z))
 *
 * | symbol | option   | range |
 * | η      | `rate`   | > 0   |
 * | α      | `alpha`  | ≥ 0   |
 * | β      | `beta`   | ≥ 0   |
 * | k      | `replay` | ≥ 0   |
 */
export const derpp = defineMethod(
  {
    name: 'derpp',
    source:
      'Buzzega et al., Dark experience for general continual learning: a strong, simple baseline, NeurIPS 2020, eq. 7, algorithm 2',
    deviations: [
      'the paper’s norm is a sum over outputs; as in the authors’ code it is a mean, so α is that of their settings',
      'the code keeps images before they are augmented, and augments them again; here as they were met',
    ],
    options: {
      ...darkOptions(128),
      beta: nonNegativeNumber(1, { symbol: 'β', about: 'weight of the labels that are remembered' }),
    },
    state: (o) => ({ memory: slot('M', darkMemory(o.memory)) }),
    onBatch:
      (o) =>
      ({ theta, memory, batch, loss }) => {
        const apart = { replacement: false }
        return draw(
          memory,
          o.replay,
          (dark) =>
            draw(
              memory,
              o.replay,
              (old) => {
                const held = (at: Params) =>
                  add(add(loss(batch)(at), multiply(o.alpha, darkLoss(dark)(at))), multiply(o.beta, loss(old)(at)))
                return {
                  theta: gradientStep({ loss: held, rate: o.rate })(theta),
                  memory: push(memory, metAt(batch, theta)),
                }
              },
              apart,
            ),
          apart,
        )
      },
  },
  withGlances((o) => o.glances),
)
