import {
  adam,
  adamStep,
  add,
  append,
  apply,
  average,
  type Choice,
  choose,
  coordinateWise,
  count,
  defineMethod,
  divide,
  dot,
  equal,
  grad,
  gradientStep,
  innerLoop,
  less,
  like,
  literal,
  mapTasks,
  meanOverTasks,
  metaUpdate,
  momentum,
  multiply,
  negate,
  type Optimiser,
  oneOf,
  type Params,
  perTask,
  pick,
  positive,
  type Scalar,
  sampleCoordinates,
  select,
  sgd,
  sign,
  signAgreement,
  square,
  subtract,
  totalOverTasks,
  unit,
} from '../dsl/index.ts'

/** What is kept of a past task. */
type Kept = { readonly phi: Params<'h'> }

/** φ and what Adam keeps of it. */
type Learning = {
  readonly theta: Params<'h'>
  readonly m: Params<'h'>
  readonly v: Params<'h'>
  readonly count: Scalar
}

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

/**
 * Gradient reconstruction: a network h from one number to one number learns what gradient a parameter of a given value has in
 * a task, and later speaks for that task.
 *
 *   during task i:  φ ← a step on (1/|S|) Σ_{j ∈ S} (h(a θⱼ; φ) − gⱼ / b)²,  S drawn from the coordinates, g = ∇L_B(θ)
 *   after it:       φ⁽ⁱ⁾ = φ is kept, and the next task starts from φ₀
 *   at task t + 1:  ḡ = (1/t) Σᵢ b h(a θ; φ⁽ⁱ⁾),   δⱼ = gⱼ where gⱼ ḡⱼ > 0, else 0,   θ ← θ − α δ
 *
 * | symbol | option         | range |                                    |
 * | α      | `rate`         | > 0   | 0.003 in the paper, 2000 batches of 64 a task |
 * | a      | `inputScale`   | > 0   | the paper doesn't say; here a parameter of 0.05 is 1 to the network |
 * | b      | `outputScale`  | > 0   | the paper doesn't say; here a gradient of 0.001 is 1 to the network |
 * | β      | `metaRate`     | > 0   | the paper doesn't say               |
 *
 * In the first task it is finetuning. With `agreement` of `pairwise` a coordinate moves only if every past task agrees. With
 * momentum or Adam, g is the vector that the optimiser would move by at a rate of −1, as the paper has it; b is then its size.
 */
export const gradientReconstruction = defineMethod({
  name: 'gradientReconstruction',
  source: 'Enabling continual learning with meta learning, eq. 3–5',
  deviations: [
    'the paper’s rate is 0.003, at 2000 batches of 64 a task: --rate 0.003',
    'the paper’s networks h have three layers of 256 units: --units 256',
    'the paper applies h to every coordinate at every step: --grid 0; here it is run on a grid and interpolated',
    'the paper trains h on all coordinates, by an optimiser and a schedule that it doesn’t give: here Adam, on coordinates drawn at every batch of a task',
    'the paper says nothing of activation, initialisation and scales of h: they are options',
    'each h starts from the same φ₀; the paper says only that there is one a task',
    'task boundaries are given; finding them by the error of h (§5.1), and distilling all h into one (§5.2), is left to the paper’s future work',
  ],
  options: {
    rate: positive(0.01, { symbol: 'α', about: 'learning rate' }),
    optimiser: oneOf(['sgd', 'momentum', 'adam'], 'sgd', { about: 'whose vectors are reconstructed and combined' }),
    momentum: unit(0.9, { symbol: 'μ', about: 'decay of the running sum of gradients, for momentum' }),
    beta1: unit(0.9, { symbol: 'β₁', about: 'decay of the mean of gradients, for adam' }),
    beta2: unit(0.999, { symbol: 'β₂', about: 'decay of the mean of squared gradients, for adam' }),
    agreement: oneOf(['mean', 'pairwise'], 'mean', { about: 'with the mean over past tasks, or with each of them' }),
    layers: count(3, { about: 'hidden layers of h' }),
    units: count(32, { about: 'units of each hidden layer of h', least: 1 }),
    activation: oneOf(['relu', 'tanh'], 'relu', { about: 'after each hidden layer of h' }),
    initialisation: oneOf(['fanInUniform', 'xavierUniform', 'kaimingNormal'], 'fanInUniform', { about: 'of h' }),
    inputScale: positive(20, { symbol: 'a', about: 'what a parameter is multiplied by before h sees it' }),
    outputScale: positive(0.001, { symbol: 'b', about: 'what the output of h is multiplied by to be a gradient' }),
    coordinates: count(256, { symbol: 'k', about: 'coordinates that h learns from at a step', least: 1 }),
    metaSteps: count(5, { symbol: 's', about: 'steps of h a batch' }),
    metaRate: positive(0.001, { symbol: 'β', about: 'learning rate of h' }),
    metaOptimiser: oneOf(['adam', 'sgd'], 'adam', { about: 'how h learns' }),
    grid: count(256, {
      symbol: 'n',
      about: 'cells between the points that h is run at; 0 runs it at every coordinate',
    }),
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
    initial: h,
    phi: h,
    first: like(h, 0),
    second: like(h, 0),
    steps: 0,
    past: perTask({ phi: h }),
  }),
  onBatch: (o) => (slots) => {
    const { theta, past, batch, loss } = slots
    const taken = grad(loss(batch))(theta)
    // By a linear loss of that gradient, from 0 and at rate 1, an optimiser moves by its vector and nothing is lost to rounding.
    const moved = optimiserOf(o).step({ loss: (at) => dot(taken, at), rate: 1 })({ ...slots, theta: like(theta, 0) })
    const vector = () => negate(moved.theta)
    const gradient = choose(o.optimiser, { sgd: () => taken, momentum: vector, adam: vector })()

    const seen = multiply(o.inputScale, theta)
    const spoken = ({ phi }: Kept) => multiply(o.outputScale, apply('h', phi, { grid: o.grid })(seen))
    const agreement = {
      mean: () =>
        select(
          less(0, totalOverTasks(mapTasks(past, () => literal(1)))),
          signAgreement(meanOverTasks(mapTasks(past, spoken)))(gradient),
          gradient,
        ),
      pairwise: () => {
        const against = mapTasks(past, (kept: Kept) =>
          select(less(0, multiply(sign(gradient), sign(spoken(kept)))), 0, like(gradient, 1)),
        )
        return select(equal(totalOverTasks(against), 0), gradient, 0)
      },
    }
    const direction = choose(o.agreement, agreement)()

    const learn = (phi: Learning): Learning => {
      const coordinates = sampleCoordinates(o.coordinates)
      const error = (at: Params<'h'>): Scalar =>
        average(
          square(subtract(apply('h', at)(pick(coordinates)(seen)), divide(pick(coordinates)(gradient), o.outputScale))),
        )
      return choose(o.metaOptimiser, {
        adam: () => adamStep<'h'>({ loss: error, rate: o.metaRate })(phi),
        sgd: () => ({
          ...phi,
          theta: gradientStep<'h'>({ loss: error, rate: o.metaRate })(phi.theta),
          count: add(phi.count, 1),
        }),
      })()
    }
    const learned = innerLoop(
      o.metaSteps,
      learn,
    )({ theta: slots.phi, m: slots.first, v: slots.second, count: slots.steps })
    return {
      ...moved,
      theta: metaUpdate({ direction, rate: o.rate })(theta),
      phi: learned.theta,
      first: learned.m,
      second: learned.v,
      steps: learned.count,
    }
  },
  onTaskEnd:
    () =>
    ({ past, phi, initial }) => ({
      past: append(past, { phi }),
      phi: initial,
      first: like(initial, 0),
      second: like(initial, 0),
      steps: literal(0),
    }),
})
