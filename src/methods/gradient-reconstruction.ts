import {
  adam,
  type Choice,
  choose,
  coordinateWise,
  count,
  defineMethod,
  grad,
  metaUpdate,
  momentum,
  multiply,
  type Optimiser,
  oneOf,
  positive,
  type Scalar,
  sgd,
  unit,
  updateVector,
} from '../dsl/index.ts'
import { runningMeans } from './descent.ts'
import { atJump, detected, distilled, eachTask, type PastGradients, type PastSettings } from './past-gradients.ts'
import { learned, strangeness, unlearned } from './present-gradient.ts'

const optimiserOf = (o: {
  readonly optimiser: Choice<'sgd' | 'momentum' | 'adam'>
  readonly momentum: Scalar
  readonly beta1: Scalar
  readonly beta2: Scalar
}): Optimiser =>
  choose(o.optimiser, {
    sgd,
    momentum: momentum({ decay: o.momentum }),
    adam: adam({ first: o.beta1, second: o.beta2 }),
  })

const pastOf = (o: PastSettings & { readonly past: Choice<'perTask' | 'distilled' | 'detected'> }): PastGradients =>
  choose(o.past, { perTask: eachTask, distilled, detected })(o)

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
  options: {
    rate: positive(0.001, { symbol: 'α', about: 'learning rate' }),
    optimiser: oneOf(['sgd', 'momentum', 'adam'], 'adam', { about: 'whose vectors are reconstructed and combined' }),
    ...runningMeans,
    agreement: oneOf(['mean', 'pairwise'], 'mean', { about: 'with the mean over past tasks, or with each of them' }),
    layers: count(3, { about: 'hidden layers of h' }),
    units: count(32, { about: 'units of each hidden layer of h', least: 1 }),
    activation: oneOf(['relu', 'tanh'], 'relu', { about: 'after each hidden layer of h' }),
    initialisation: oneOf(['fanInUniform', 'xavierUniform', 'kaimingNormal'], 'fanInUniform', { about: 'of h' }),
    inputScale: positive(20, { symbol: 'a', about: 'what a parameter is multiplied by before h sees it' }),
    coordinates: count(256, { symbol: 'k', about: 'coordinates that h learns from at a step', least: 1 }),
    metaSteps: count(5, { symbol: 's', about: 'steps of h a batch' }),
    metaRate: positive(0.001, { symbol: 'β', about: 'learning rate of h' }),
    grid: count(256, {
      symbol: 'n',
      about: 'cells between the points that h is run at; 0 runs it at every coordinate',
    }),
    past: oneOf(['perTask', 'distilled', 'detected'], 'perTask', {
      about: 'a network for each past task; one distilled from all; that, with boundaries found',
    }),
    distilSteps: count(200, { about: 'steps that one network is distilled by' }),
    threshold: positive(1.5, { symbol: 'κ', about: 'how far an error rises at a boundary' }),
    recent: unit(0.9, { symbol: 'ρ', about: 'decay of the mean of recent errors' }),
    usual: unit(0.995, { symbol: 'ρ′', about: 'decay of the mean of usual errors' }),
    settle: count(20, { symbol: 'w', about: 'batches before a boundary can be found' }),
  },
  networks: (o) => ({
    h: coordinateWise({
      hidden: Array.from({ length: o.layers }, () => o.units),
      activation: o.activation.value,
      initialisation: o.initialisation.value,
    }),
  }),
  state: (o, theta0, { h }) => ({
    ...optimiserOf(o).slots(theta0),
    ...pastOf(o).slots(h),
    ...unlearned(h),
    initial: h,
  }),
  onBatch: (o) => (slots) => {
    const { theta, batch, loss, initial } = slots
    const at = multiply(o.inputScale, theta)
    const { vector, kept } = updateVector(optimiserOf(o))(grad(loss(batch))(theta), slots)
    const ended = () => ({ ...pastOf(o).after(slots, at, slots), ...unlearned(initial) })
    const found = () => atJump(o)(slots, strangeness(o)(slots, at, vector), ended())
    const turned = choose(o.past, { perTask: () => ({}), distilled: () => ({}), detected: found })()
    const now = { ...slots, ...turned }
    const direction = pastOf(o).agreeing(now, at)(vector)
    return {
      ...turned,
      ...kept,
      ...learned(o)(now, at, vector),
      theta: metaUpdate({ direction, rate: o.rate })(theta),
    }
  },
  onTaskEnd: (o) => (slots) => {
    const ended = () => ({
      ...pastOf(o).after(slots, multiply(o.inputScale, slots.theta), slots),
      ...unlearned(slots.initial),
    })
    return choose(o.past, { perTask: ended, distilled: ended, detected: () => ({}) })()
  },
})
