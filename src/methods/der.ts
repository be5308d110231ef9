import { add, defineMethod, draw, gradientStep, multiply, type Params, push, slot, withGlances } from '../dsl/index.ts'
import { darkLoss, darkMemory, darkOptions, metAt } from './dark-replay.ts'

/**
 * Dark experience replay (Buzzega et al., NeurIPS 2020): beside each remembered example stands what the network gave for it when it was
 * met, and the network is held to that.
 *
 *   z = f(B; θ),   m ~ M, k examples
 *   θ ← θ − η ∇(L_B(θ) + α ‖f(m; θ) − z_m‖²),   the norm as a mean over examples and outputs;   then M ← reservoir(M, (B, z))
 *
 * | symbol | option   | range |
 * | η      | `rate`   | > 0   |
 * | α      | `alpha`  | ≥ 0   |
 * | k      | `replay` | ≥ 0   |
 */
export const der = defineMethod(
  {
    name: 'der',
    source:
      'Buzzega et al., Dark experience for general continual learning: a strong, simple baseline, NeurIPS 2020, eq. 4–6',
    deviations: [
      'the paper’s norm is a sum over outputs; as in the authors’ code it is a mean, so α is that of their settings',
      'the code keeps images before they are augmented, and augments them again; here as they were met',
    ],
    options: darkOptions(10),
    state: (o) => ({ memory: slot('M', darkMemory(o.memory)) }),
    onBatch:
      (o) =>
      ({ theta, memory, batch, loss }) =>
        draw(
          memory,
          o.replay,
          (old) => {
            const held = (at: Params) => add(loss(batch)(at), multiply(o.alpha, darkLoss(old)(at)))
            return {
              theta: gradientStep({ loss: held, rate: o.rate })(theta),
              memory: push(memory, metAt(batch, theta)),
            }
          },
          { replacement: false },
        ),
  },
  withGlances((o) => o.glances),
)
