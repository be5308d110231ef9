import {
  add,
  defineMethod,
  distillation,
  equal,
  gradientStep,
  multiply,
  nonNegativeNumber,
  outputs,
  type Params,
  positive,
  select,
  slot,
  targets,
} from 'retain-lang'

/**
 * Learning without forgetting (Li & Hoiem, ECCV 2016): the network that the last task left teaches the new one, on the new examples.
 *
 *   L(θ) = L_B(θ) + λ T² H(softmax(f(B; θ*) / T), softmax(f(B; θ) / T)),   without the second term on the first task
 *   after a task:   θ* ← θ
 *
 * | symbol | option        | range |
 * | α      | `rate`        | > 0   |
 * | λ      | `strength`    | ≥ 0   |
 * | T      | `temperature` | > 0   |
 */
export const lwf = defineMethod({
  name: 'lwf',
  source: 'Li & Hoiem, Learning without forgetting, ECCV 2016, eq. 2–4',
  deviations: [
    'the paper first trains the new head alone, with the rest held fixed',
    'the paper takes no T²: as there is --set strength=0.25 at temperature 2',
  ],
  options: {
    rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
    strength: nonNegativeNumber(1, { symbol: 'λ', about: 'strength of the teacher' }),
    temperature: positive(2, { symbol: 'T', about: 'softens the outputs of both' }),
  },
  state: (_, theta0) => ({ teacher: slot('θ*', theta0) }),
  onBatch:
    (o) =>
    ({ theta, task, teacher, batch, loss }) => {
      const taught = distillation(outputs(batch, teacher, 'predicting'), { temperature: o.temperature })
      const strength = select(equal(task, 0), 0, o.strength)
      const whole = (at: Params) =>
        add(loss(batch)(at), multiply(strength, taught(outputs(batch, at), targets(batch), batch)))
      return { theta: gradientStep({ loss: whole, rate: o.rate })(theta) }
    },
  onTaskEnd:
    () =>
    ({ theta }) => ({ teacher: theta }),
})
