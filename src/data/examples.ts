import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { child, type Key, permutation } from '../random/index.ts'
import { lazy } from './lazy.ts'

/**
 * Writes the inputs of the examples with these numbers into `into[offset …]`, one after the other. With `pixels`, number p of what is
 * written for an example is number `pixels[p]` of its input, or 0 where that is below 0.
 */
export type CopyInputs = (
  indices: ArrayLike<number>,
  into: Float32Array,
  offset: number,
  pixels?: Int32Array | undefined,
) => void

/** Writes what is to be predicted for an example, a number an output, into `into[offset …]`. */
export type CopyTarget = (index: number, into: Float32Array, offset: number) => void

/** Labelled examples by number; copying them into a buffer is the only way to read them, so views cost no memory. */
export interface Examples {
  readonly count: number
  /** `[rows, columns]` for images of one channel, `[rows, columns, channels]` for others; values in [0, 1] unless normalised. */
  readonly inputShape: readonly number[]
  /** Labels are 0 to classes − 1; where numbers are to be predicted, it is how many. */
  readonly classes: number
  /** Where digits of MNIST come from: the two must not be mixed, see `ofOneSource`. Not there for other examples. */
  readonly digits?: 'embedded' | 'files'
  /** Writes example `index`, 0 ≤ index < count, into `into[offset …]`, one value a pixel and channel, row by row. */
  readonly copyInput: (index: number, into: Float32Array, offset: number) => void
  /** What `copyInput` writes for each, faster; a view with another `copyInput` has another one of these, or none. */
  readonly copyInputs?: CopyInputs | undefined
  readonly label: (index: number) => number
  /** Numbers to predict in place of a label, which then says nothing. */
  readonly copyTarget?: CopyTarget | undefined
  /** Where an example stood in the data, or which of its tasks it is of; see `inParts`. */
  readonly place?: ((index: number) => number) | undefined
}

/** How many numbers one input is. */
export const inputSize = (examples: Pick<Examples, 'inputShape'>): number =>
  examples.inputShape.reduce((product, side) => product * side, 1)

const oneByOne =
  (examples: Examples): CopyInputs =>
  (indices, into, offset, pixels) => {
    const size = inputSize(examples)
    // An input that is to be rearranged is copied here first; the place past its end stays 0.
    const whole = new Float32Array(pixels === undefined ? 0 : size + 1)
    for (let row = 0; row < indices.length; row += 1) {
      const to = offset + row * size
      if (pixels === undefined) examples.copyInput(indices[row]!, into, to)
      else {
        examples.copyInput(indices[row]!, whole, 0)
        for (let p = 0; p < size; p += 1) into[to + p] = whole[pixels[p]! < 0 ? size : pixels[p]!]!
      }
    }
  }

/** The inputs of many examples at once: by `copyInputs` where the examples have it, else one by one. */
export const copyInputs = (
  examples: Examples,
  indices: ArrayLike<number>,
  into: Float32Array,
  offset = 0,
  pixels?: Int32Array,
): void => (examples.copyInputs ?? oneByOne(examples))(indices, into, offset, pixels)

/** The examples that `indices()` numbers, in its order; it is asked once, when an example is first used. */
export const chosen = (examples: Examples, count: number, indices: () => ArrayLike<number>): Examples => {
  const table = lazy(indices)
  const { copyTarget, place } = examples
  return {
    ...examples,
    count,
    copyInput: (index, into, offset) => examples.copyInput(table()[index]!, into, offset),
    copyInputs: (wanted, into, offset, pixels) => {
      const numbers = table()
      const inner = new Int32Array(wanted.length)
      for (let row = 0; row < inner.length; row += 1) inner[row] = numbers[wanted[row]!]!
      copyInputs(examples, inner, into, offset, pixels)
    },
    label: (index) => examples.label(table()[index]!),
    ...(copyTarget === undefined
      ? {}
      : { copyTarget: (index, into, offset) => copyTarget(table()[index]!, into, offset) }),
    ...(place === undefined ? {} : { place: (index) => place(table()[index]!) }),
  }
}

/** The examples with these numbers, in this order; a number may come twice. */
export const subset = (examples: Examples, indices: ArrayLike<number>): Examples =>
  chosen(examples, indices.length, () => indices)

/** One after the other. A `Left` where they differ in the shape of inputs or the number of classes. */
export const concatenate = (first: Examples, ...rest: readonly Examples[]): E.Either<Fault, Examples> => {
  const kind = ({ inputShape, classes, copyTarget }: Examples): string =>
    `${inputShape} ${classes} ${copyTarget === undefined}`
  const odd = rest.find((part) => kind(part) !== kind(first))
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
  const size = inputSize(first)
  return E.right({
    ...first,
    // Places of different data don't belong together.
    place: undefined,
    count: owners().length,
    copyInput: (index, into, offset) => at(index, (part, inner) => part.copyInput(inner, into, offset)),
    copyInputs: (indices, into, offset, pixels) => {
      for (let row = 0; row < indices.length; row += 1) {
        at(indices[row]!, (part, inner) => copyInputs(part, [inner], into, offset + row * size, pixels))
      }
    },
    label: (index) => at(index, (part, inner) => part.label(inner)),
    ...(first.copyTarget === undefined
      ? {}
      : { copyTarget: (index, into, offset) => at(index, (part, inner) => part.copyTarget?.(inner, into, offset)) }),
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
