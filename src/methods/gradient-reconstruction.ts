import {
  adam,
  choose,
  coordinateWise,
  defineMethod,
  grad,
  metaUpdate,
  momentum,
  multiply,
  type Optimiser,
  type Params,
  sgd,
} from '../dsl/index.ts'
import { atJump, detected, distilled, eachTask, type PastGradients } from './past-gradients.ts'
import { learned, presentSlots, strangeness, unlearned } from './present-gradient.ts'
import { type ReconstructionSettings, reconstructionOptions } from './reconstruction-options.ts'

const optimiserOf = (o: ReconstructionSettings): Optimiser =>
  choose(o.optimiser, {
    sgd,
    momentum: momentum({ decay: o.momentum }),
    adam: adam({ first: o.beta1, second: o.beta2 }),
  })

const pastOf = (o: ReconstructionSettings, h: Params<'h'>): PastGradients =>
  choose(o.past, { perTask: eachTask, distilled, detected })(o, h)

/**
 * Gradient reconstruction: a network h from one number to one number learns what gradient a parameter of a given value has in
 * a task, and later speaks for that task.
 *
 *   during task i:  φ ← s Adam steps on mean_{j ∈ S} (h(a θⱼ; φ) − gⱼ/b)²,  S drawn from the coordinates, g = ∇L_B(θ)
 *   after it:       φᵢ = φ is kept, and the next task starts from φ₀
 *   at task t + 1:  ḡ = (1/t) Σᵢ bᵢ h(a θ; φᵢ),   δⱼ = gⱼ where gⱼ ḡⱼ > 0, else 0,   θ ← θ − α δ
 *
 * | symbol | option         | range |                                    |
 * | α      | `rate`         | > 0   | 0.003 in the paper, 2000 batches of 64 a task |
 * | a      | `inputScale`   | > 0   | the paper doesn't say; here a parameter of 0.05 is 1 to the network |
 * | β      | `metaRate`     | > 0   | the paper doesn't say               |
 *
 * b is the mean over a task's batches of the root mean square of g, so that h learns numbers of size 1 whatever the loss and the
 * optimiser. With momentum or Adam, g is the vector that the optimiser would move by, as the paper has it.
 *
 * In the first task it is finetuning. With `agreement` of `pairwise` a coordinate moves only if every past task agrees.
 * With `past` of `distilled` one network stands for all past tasks (§5.2; both agreements are then one). With `detected` moreover
 * nobody says where a task ends (§5.1): it has where the error of h on a batch is lately above κ times what it usually is.
 *
 * The paper's box is lines of `onBatch`; what makes the file longer is what the paper leaves open, as options.
 */
export const gradientReconstruction = defineMethod({
  name: 'gradientReconstruction',
  source: 'Enabling continual learning with meta learning, eq. 3–7',
  deviations: [
    'the paper descends plainly, at a rate of 0.003, 2000 batches of 64 a task: --set optimiser=sgd rate=0.003; here the vectors of Adam are combined, see docs/gradient-reconstruction.md',
    'the paper’s networks h have three layers of 256 units: --set units=256',
    'the paper applies h to every coordinate at every step: --set grid=0; here it is run on a grid and interpolated, with the error that `apply` states',
    'the paper trains h on all coordinates, by an optimiser and a schedule that it doesn’t give: here Adam, on coordinates drawn at every batch of a task',
    'the paper says nothing of activation, initialisation and scales of h: they are options, but for the scale of outputs, which is measured',
    'each h starts from the same φ₀; the paper says only that there is one a task',
    'the paper leaves boundaries that are found (§5.1) to future work, and how far an error must rise open: --set past=detected',
  ],
  options: reconstructionOptions,
  networks: (o) => ({
    h: coordinateWise({
      hidden: Array.from({ length: o.layers.value }, () => o.units.value),
      activation: o.activation.value,
      initialisation: o.initialisation.value,
    }),
  }),
  state: (o, theta0, { h }) => ({
    ...optimiserOf(o).slots(theta0),
    ...pastOf(o, h).slots,
    ...presentSlots(h),
    initial: h,
  }),
  onBatch: (o) => (slots) => {
    const { theta, batch, loss, initial } = slots
    const at = multiply(o.inputScale, theta)
    const past = pastOf(o, initial)
    const { direction: vector, kept } = optimiserOf(o).direction(slots, grad(loss(batch))(theta))
    const ended = () => ({ ...past.after(slots, at, slots), ...unlearned(initial) })
    const found = () => atJump(o)(slots, strangeness(o)(slots, at, vector), ended())
    const turned = choose(o.past, { perTask: () => ({}), distilled: () => ({}), detected: found })()
    const now = { ...slots, ...turned }
    const direction = past.agreeing(now, at)(vector)
    return {
      ...turned,
      ...kept,
      ...learned(o)(now, at, vector),
      theta: metaUpdate({ direction, rate: o.rate })(theta),
    }
  },
  onTaskEnd: (o) => (slots) => {
    const ended = () => ({
      ...pastOf(o, slots.initial).after(slots, multiply(o.inputScale, slots.theta), slots),
      ...unlearned(slots.initial),
    })
    return choose(o.past, { perTask: ended, distilled: ended, detected: () => ({}) })()
  },
})
