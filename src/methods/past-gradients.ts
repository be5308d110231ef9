import {
  add,
  append,
  apply,
  type Choice,
  choose,
  divide,
  jump,
  type List,
  less,
  like,
  literal,
  mapTasks,
  meanOverTasks,
  multiply,
  type Params,
  pairwiseAgreement,
  perTask,
  reconstruct,
  type Scalar,
  select,
  signAgreement,
  totalOverTasks,
  type Watch,
  when,
} from '../dsl/index.ts'
import { orOne, type Present } from './present-gradient.ts'

// The three ways of gradient reconstruction to keep past tasks, side by side: that is why the file is long.

/** A network that speaks for a task: b h(a θ; φ). */
type Speaker = Pick<Present, 'phi' | 'size'>

/** New values for some slots, whose names only their owner knows. */
type Slots = Readonly<Record<never, never>>

/**
 * What is kept of past tasks. Its slots are its own business, as those of an optimiser: a method declares them, hands over all
 * its slots, and takes those that come back.
 */
export interface PastGradients {
  readonly slots: (h: Params<'h'>) => Slots
  /** Of a gradient at θ what agrees with past tasks: all, while there is none. `seen` is a θ. */
  readonly agreeing: (kept: object, seen: Params) => (gradient: Params) => Params
  /** What is kept once a task has ended that this network speaks for. */
  readonly after: (kept: object, seen: Params, task: Speaker) => Slots
}

export interface PastSettings {
  readonly agreement: Choice<'mean' | 'pairwise'>
  readonly grid: number
  readonly coordinates: number
  readonly distilSteps: number
  readonly metaRate: Scalar
  readonly threshold: Scalar
  readonly recent: Scalar
  readonly usual: Scalar
  readonly settle: number
}

const spoken =
  ({ grid }: PastSettings, seen: Params) =>
  ({ phi, size }: Speaker): Params =>
    multiply(size, apply('h', phi, { grid })(seen))

/** Every network: ḡ = (1/t) Σᵢ bᵢ h(a θ; φᵢ), or each of them by itself. */
export const eachTask = (o: PastSettings): PastGradients => ({
  slots: (h) => ({ past: perTask<Speaker>({ phi: h, size: literal(0) }) }),
  agreeing: (kept, seen) => (gradient) => {
    const { past } = kept as { readonly past: List<Speaker> }
    const said = mapTasks(past, spoken(o, seen))
    return choose(o.agreement, {
      mean: select(
        less(0, totalOverTasks(mapTasks(past, () => literal(1)))),
        signAgreement(meanOverTasks(said))(gradient),
        gradient,
      ),
      pairwise: pairwiseAgreement(said)(gradient),
    })
  },
  after: (kept, _seen, { phi, size }) => ({
    past: append((kept as { readonly past: List<Speaker> }).past, { phi, size }),
  }),
})

type Distilled = { readonly taken: Params<'h'>; readonly reach: Scalar; readonly told: Scalar }

/**
 * One network, g(θ) = b̄ h(a θ; μ), in place of all (§5.2, eq. 6–7). After task 1 it is the network of that task; after task t + 1
 * it learns by steps of Adam, at the θ that this task ended with,
 *
 *   g ≈ t/(t + 1) g + 1/(t + 1) b h(a θ; φ)
 */
export const distilled = (o: PastSettings): PastGradients => ({
  slots: (h) => ({ taken: h, reach: 0, told: 0 }),
  agreeing: (kept, seen) => (gradient) => {
    const { taken, reach, told } = kept as Distilled
    return select(less(0, told), signAgreement(spoken(o, seen)({ phi: taken, size: reach }))(gradient), gradient)
  },
  after: (kept, seen, { phi, size }) => {
    const { taken, reach, told } = kept as Distilled
    const now = add(told, 1)
    const share = (before: Scalar, one: Scalar): Scalar => add(multiply(divide(told, now), before), divide(one, now))
    const within = share(reach, size)
    const learned = reconstruct({
      network: 'h',
      at: seen,
      said: (_, x) =>
        divide(
          add(
            multiply(multiply(divide(told, now), reach), apply('h', taken)(x)),
            multiply(divide(size, now), apply('h', phi)(x)),
          ),
          orOne(within),
        ),
      coordinates: o.coordinates,
      steps: o.distilSteps,
      rate: o.metaRate,
    })({ theta: taken, m: like(taken, 0), v: like(taken, 0), count: literal(0) })
    return { taken: select(less(0, told), learned.theta, phi), reach: within, told: now }
  },
})

/** One network, and boundaries that nobody names: a task ends where the error of its network has jumped (§5.1). */
export const detected = (o: PastSettings): PastGradients => ({
  ...distilled(o),
  slots: (h) => ({ ...distilled(o).slots(h), seen: 0, recent: 0, usual: 0 }),
})

/** With boundaries that are found: the slots after one if the error has jumped, else as they are. */
export const atJump =
  (o: PastSettings) =>
  (kept: object, error: Scalar, after: Present): Present => {
    const { jumped, watch } = jump(o)(error, kept as Watch)
    const anew = { ...after, seen: literal(0), recent: literal(0), usual: literal(0) }
    const same: Readonly<Record<string, unknown>> = { ...kept, ...watch }
    // What a handler sees is more than these slots: its batch too.
    return when(jumped, anew, Object.fromEntries(Object.keys(anew).map((slot) => [slot, same[slot]])) as typeof anew)
  }
