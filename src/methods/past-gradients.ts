import {
  add,
  append,
  apply,
  choose,
  divide,
  guardedDivide,
  jump,
  less,
  like,
  literal,
  mapTasks,
  meanOverTasks,
  multiply,
  ownSlots,
  type Params,
  pairwiseAgreement,
  perTask,
  reconstruct,
  type Scalar,
  select,
  signAgreement,
  slot,
  totalOverTasks,
  type Watch,
  when,
} from '../dsl/index.ts'
import type { Present } from './present-gradient.ts'
import type { ReconstructionSettings } from './reconstruction-options.ts'

// The three ways of gradient reconstruction to keep past tasks, side by side: that is why the file is long.

/** A network that speaks for a task: b h(a θ; φ). */
type Speaker = Pick<Present, 'phi' | 'size'>

/** New values for some slots, whose names only their owner knows. */
type Slots = Readonly<Record<never, never>>

/** What is kept of past tasks, in slots of its own. */
export interface PastGradients {
  readonly slots: Slots
  /** Of a gradient at θ what agrees with past tasks: all, while there is none. `seen` is a θ. */
  readonly agreeing: (all: object, seen: Params) => (gradient: Params) => Params
  /** What is kept once a task has ended that this network speaks for. */
  readonly after: (all: object, seen: Params, task: Speaker) => Slots
}

type PastSettings = Pick<
  ReconstructionSettings,
  'agreement' | 'grid' | 'coordinates' | 'distilSteps' | 'metaRate' | 'threshold' | 'recent' | 'usual' | 'settle'
>

const spoken =
  ({ grid }: PastSettings, seen: Params) =>
  ({ phi, size }: Speaker): Params =>
    multiply(size, apply('h', phi, { grid })(seen))

/** Every network: ḡ = (1/t) Σᵢ bᵢ h(a θ; φᵢ), or each of them by itself. `h` is φ₀. */
export const eachTask = (o: PastSettings, h: Params<'h'>): PastGradients => {
  const slots = { past: perTask<Speaker>({ phi: slot('φ', h), size: slot('b', 0) }) }
  const own = ownSlots(slots)
  return {
    slots,
    agreeing: (all, seen) => (gradient) => {
      const { past } = own(all)
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
    after: (all, _seen, { phi, size }) => ({ past: append(own(all).past, { phi, size }) }),
  }
}

/**
 * One network, g(θ) = b̄ h(a θ; μ), in place of all (§5.2, eq. 6–7). After task 1 it is the network of that task; after task t + 1
 * it learns by steps of Adam, at the θ that this task ended with,
 *
 *   g ≈ t/(t + 1) g + 1/(t + 1) b h(a θ; φ)
 */
export const distilled = (o: PastSettings, h: Params<'h'>): PastGradients => {
  const slots = { taken: slot('φ*', h), reach: slot('b*', 0), told: literal(0) }
  const own = ownSlots(slots)
  return {
    slots,
    agreeing: (all, seen) => (gradient) => {
      const { taken, reach, told } = own(all)
      return select(less(0, told), signAgreement(spoken(o, seen)({ phi: taken, size: reach }))(gradient), gradient)
    },
    after: (all, seen, { phi, size }) => {
      const { taken, reach, told } = own(all)
      const now = add(told, 1)
      const share = (before: Scalar, one: Scalar): Scalar => add(multiply(divide(told, now), before), divide(one, now))
      const within = share(reach, size)
      const learned = reconstruct({
        network: 'h',
        at: seen,
        said: (_, x) =>
          guardedDivide(
            add(
              multiply(multiply(divide(told, now), reach), apply('h', taken)(x)),
              multiply(divide(size, now), apply('h', phi)(x)),
            ),
            within,
          ),
        coordinates: o.coordinates,
        steps: o.distilSteps,
        rate: o.metaRate,
      })({ theta: taken, m: like(taken, 0), v: like(taken, 0), count: slot('n', 0) })
      return { taken: select(less(0, told), learned.theta, phi), reach: within, told: now }
    },
  }
}

/** What tells a boundary, at first and after each. */
const unwatched: Watch = { seen: literal(0), recent: literal(0), usual: literal(0) }

/** One network, and boundaries that nobody names: a task ends where the error of its network has jumped (§5.1). */
export const detected = (o: PastSettings, h: Params<'h'>): PastGradients => {
  const past = distilled(o, h)
  return { ...past, slots: { ...past.slots, ...unwatched } }
}

/** With boundaries that are found: the slots after one if the error has jumped, else as they are. */
export const atJump =
  (o: PastSettings) =>
  (all: object, error: Scalar, after: Present): Present => {
    const { jumped, watch } = jump(o)(error, ownSlots(unwatched)(all))
    const anew = { ...after, ...unwatched }
    // What a handler sees is more than these slots: its batch too.
    return when(jumped, anew, ownSlots(anew)({ ...all, ...watch }))
  }
