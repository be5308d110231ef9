import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import { ownSlots } from '../own-slots.ts'
import { built, type Params, type Scalar } from '../term.ts'
import { gradientStep } from './gradient-step.ts'
import { directionOf, type Move, rateOf, taken } from './move.ts'

type At = { readonly theta: Params }
type Kept = { readonly [slot: string]: Params | Scalar }

/** Slots whose names only their owner knows. */
type Own = Readonly<Record<never, never>>

/** What one link of a chain keeps, and what it does: from its slots and a move to new slots and a move. */
export interface Transformation<K extends Kept> {
  readonly slots: (theta0: Params) => K
  readonly update: (kept: K, move: Move, theta: Params) => { readonly kept: K; readonly move: Move }
}

/** A transformation that finds its slots among others. */
interface Link {
  readonly slots: (theta0: Params) => Kept
  readonly update: (all: object, move: Move, theta: Params) => { readonly kept: Kept; readonly move: Move }
}

/**
 * A transformation of gradients: from slots and a gradient to slots and a direction. The slots that it keeps beside θ are its own
 * business: a method declares them among its state, hands over all its slots, and takes those that come back.
 *
 * @source the gradient transformations of optax
 */
export interface Optimiser {
  /** What it is a chain of. */
  readonly links: readonly Link[]
  /** What its slots begin as. */
  readonly slots: <N extends string = 'learner'>(theta0: Params<N>) => Own
  /** The direction that it takes a gradient for, without any rate, and what it keeps after that. */
  readonly direction: <N extends string = 'learner'>(
    slots: { readonly theta: Params<N> },
    gradient: Params<N>,
  ) => { readonly direction: Params<N>; readonly kept: Own }
  /** θ ← θ − α d, with d its direction on ∇L(θ), and α the rate or what it makes of the rate. */
  readonly step: (descent: { readonly loss: Objective; readonly rate: Scalar | number }) => (slots: At) => At
}

/** The slots of a link by their names among all of a chain: the second `m` of a chain is called `m2`. */
const namesOf = (links: readonly Link[], i: number, theta: Params): readonly (readonly [string, string])[] =>
  Object.keys(links[i]!.slots(theta)).map((own) => {
    const before = links.slice(0, i).filter(({ slots }) => Object.hasOwn(slots(theta), own)).length
    return [own, before === 0 ? own : `${own}${before + 1}`]
  })

const picked = (from: object, names: readonly (readonly [to: string, of: string])[]): Kept => {
  const values = new Map<string, Params | Scalar>(Object.entries(from))
  return Object.fromEntries(names.flatMap(([to, of]) => (values.has(of) ? [[to, values.get(of)!]] : [])))
}

const swapped = ([own, slot]: readonly [string, string]): readonly [string, string] => [slot, own]

const ofLinks = (links: readonly Link[]): Optimiser => {
  const update = (all: At, move: Move): { readonly kept: Own; readonly move: Move } =>
    links.reduce<{ readonly kept: Own; readonly move: Move }>(
      (so, link, i) => {
        const names = namesOf(links, i, all.theta)
        const after = link.update(picked(all, names), so.move, all.theta)
        return { move: after.move, kept: { ...so.kept, ...picked(after.kept, names.map(swapped)) } }
      },
      { kept: {}, move },
    )
  // Links go by arithmetic alone, which is the same on the parameters of every network.
  const own = <N extends string>(of: Params<N>): Params => built(of)
  return {
    links,
    slots: (theta0) => {
      const begun = own(theta0)
      return Object.assign(
        {},
        ...links.map((link, i) => picked(link.slots(begun), namesOf(links, i, begun).map(swapped))),
      )
    },
    direction: (all, gradient) => {
      const { move, kept } = update({ ...all, theta: own(all.theta) }, { rate: 1, direction: own(gradient) })
      return { direction: built(directionOf(move)), kept }
    },
    step:
      ({ loss, rate }) =>
      (all) => {
        const gradient = grad(loss)(all.theta)
        const { move, kept } = update(all, { rate, direction: gradient })
        const step = move.direction === gradient ? gradientStep({ loss, rate: rateOf(move) }) : taken(move)
        return { theta: step(all.theta), ...kept }
      },
  }
}

/** An optimiser from what it does to a move. */
export const transformation = <K extends Kept>({ slots, update }: Transformation<K>): Optimiser =>
  ofLinks([{ slots, update: (all, move, theta) => update(ownSlots(slots(theta))(all), move, theta) }])

/**
 * One optimiser after the other: what the first makes of a gradient is what the second is given.
 *
 * Laws: optimisers are a monoid under it, with `sgd`; `chain(clipping(c), momentum(), scheduled(…))` clips, then sums, then sets the rate.
 *
 * @source optax.chain
 */
export const chain = (...optimisers: readonly Optimiser[]): Optimiser =>
  ofLinks(optimisers.flatMap(({ links }) => links))

/** θ ← θ − α∇L(θ): the gradient itself, and nothing kept. */
export const sgd: Optimiser = chain()

/**
 * The same optimiser with slots of other names, `m` with the suffix `Rate` becoming `mRate`: so that one method has two of a kind, each for
 * parameters of its own.
 *
 * Law: its steps are those of the optimiser.
 */
export const apart = (suffix: string, { links }: Optimiser): Optimiser =>
  ofLinks(
    links.map((link): Link => {
      const names = (theta: Params) =>
        Object.keys(link.slots(theta)).map((own): readonly [string, string] => [own, `${own}${suffix}`])
      return {
        slots: (theta0) => picked(link.slots(theta0), names(theta0).map(swapped)),
        update: (all, move, theta) => {
          const after = link.update(picked(all, names(theta)), move, theta)
          return { ...after, kept: picked(after.kept, names(theta).map(swapped)) }
        },
      }
    }),
  )
