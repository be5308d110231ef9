import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { child, type Key, permutation } from '../random/index.ts'
import { lazy } from './lazy.ts'

/** Labelled examples by number; copying one into a buffer is the only way to read it, so views cost no memory. */
export interface Examples {
  readonly count: number
  /** `[rows, columns]`: images of one channel, values in [0, 1]. */
  readonly inputShape: readonly number[]
  /** Labels are 0 to classes − 1. */
  readonly classes: number
  /** Writes example `index`, 0 ≤ index < count, into `into[offset …]`, one value a pixel, row by row. */
  readonly copyInput: (index: number, into: Float32Array, offset: number) => void
  readonly label: (index: number) => number
}

/** How many numbers one input is. */
export const inputSize = (examples: Examples): number =>
  examples.inputShape.reduce((product, side) => product * side, 1)

/** The examples that `indices()` numbers, in its order; it is asked once, when an example is first used. */
export const chosen = (examples: Examples, count: number, indices: () => ArrayLike<number>): Examples => {
  const table = lazy(indices)
  return {
    ...examples,
    count,
    copyInput: (index, into, offset) => examples.copyInput(table()[index]!, into, offset),
    label: (index) => examples.label(table()[index]!),
  }
}

/** The examples with these numbers, in this order; a number may come twice. */
export const subset = (examples: Examples, indices: ArrayLike<number>): Examples =>
  chosen(examples, indices.length, () => indices)

/** One after the other. A `Left` where they differ in the shape of inputs or the number of classes. */
export const concatenate = (first: Examples, ...rest: readonly Examples[]): E.Either<Fault, Examples> => {
  const odd = rest.find((part) => `${part.inputShape}` !== `${first.inputShape}` || part.classes !== first.classes)
  if (odd !== undefined) {
    return E.left(
      fault({
        where: 'concatenate',
        rule: `all examples must have inputs of ${first.inputShape.join(' × ')} and ${first.classes} classes`,
        got: `inputs of ${odd.inputShape.join(' × ')} and ${odd.classes} classes`,
      }),
    )
  }
  const parts = [first, ...rest]
  const owners = lazy(() => Int32Array.from(parts.flatMap((part, p) => Array<number>(part.count).fill(p))))
  const starts = parts.map((_, p) => parts.slice(0, p).reduce((sum, part) => sum + part.count, 0))
  const at = <A>(index: number, use: (part: Examples, inner: number) => A): A => {
    const owner = owners()[index]!
    return use(parts[owner]!, index - starts[owner]!)
  }
  return E.right({
    ...first,
    count: owners().length,
    copyInput: (index, into, offset) => at(index, (part, inner) => part.copyInput(inner, into, offset)),
    label: (index) => at(index, (part, inner) => part.label(inner)),
  })
}

/**
 * Sets ⌊fraction · count⌋ random examples apart from the rest; every example is in exactly one of the two.
 *
 * @param fraction in [0, 1]
 */
export const holdOut = (
  examples: Examples,
  fraction: number,
  of: Key,
): { readonly rest: Examples; readonly held: Examples } => {
  const order = lazy(() => permutation(child(of, 'hold out'), examples.count))
  const held = Math.floor(fraction * examples.count)
  return {
    rest: chosen(examples, examples.count - held, () => order().subarray(held)),
    held: chosen(examples, held, () => order().subarray(0, held)),
  }
}
