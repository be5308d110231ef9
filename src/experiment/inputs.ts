import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../fault.ts'
import type { Kept } from '../saved/index.ts'
import { flat } from './pairs.ts'

const isList = (u: unknown): u is ArrayLike<unknown> =>
  Array.isArray(u) || (ArrayBuffer.isView(u) && !(u instanceof DataView))

/** The extents of lists in lists, by the first of each. */
const extentsOf = (u: unknown): readonly number[] => (isList(u) ? [u.length, ...extentsOf(u[0])] : [])

const flattened = (u: unknown): readonly unknown[] => (isList(u) ? Array.from(u).flatMap(flattened) : [u])

/** An input as one list of numbers, if it is lists in lists of the shape that is due; what else it is is judged with the others. */
const inputOf = (where: string, shape: readonly number[], input: unknown, row: number): E.Either<Fault, unknown> => {
  const extents = extentsOf(input)
  if (extents.length < 2) return E.right(input)
  // Images of one channel may be written with it or without.
  const plain = (of: readonly number[]): string => `${of.at(-1) === 1 && of.length === 3 ? of.slice(0, 2) : of}`
  return plain(extents) === plain(shape)
    ? E.right(flattened(input))
    : E.left(
        fault({
          where,
          rule: `every input must have the shape ${shape.join(' × ')}`,
          got: extents.join(' × '),
          path: [`input ${row + 1}`],
        }),
      )
}

/** Inputs one after the other, each a list of its numbers or lists in lists of the shape that the network takes. */
export const inputsOf = (where: string, inputs: unknown, shape: readonly number[]): E.Either<Fault, Float32Array> => {
  const size = shape.reduce((a, b) => a * b, 1)
  return isList(inputs)
    ? pipe(
        Array.from(inputs),
        E.traverseArrayWithIndex((row, input) => inputOf(where, shape, input, row)),
        E.chain((all) => flat(where, 'input', all, size)),
      )
    : flat(where, 'input', inputs, size)
}

/** Inputs as the stream of a learner shows those of a task. */
export const shown =
  (
    { tasks, presented: { normalise }, between: { inputShape } }: Pick<Kept, 'tasks' | 'presented' | 'between'>,
    task: number,
  ) =>
  (values: Float32Array): Float32Array => {
    const size = inputShape.reduce((a, b) => a * b, 1)
    const pixels = tasks[task]?.pixels
    if (pixels === undefined && normalise === undefined) return values
    const channels = normalise?.mean.length ?? 1
    return values.map((value, at) => {
      const [start, place] = [at - (at % size), at % size]
      const from = pixels === undefined ? place : pixels[place]!
      const own = pixels === undefined ? value : from < 0 ? 0 : values[start + from]!
      return normalise === undefined
        ? own
        : (own - normalise.mean[place % channels]!) / normalise.deviation[place % channels]!
    })
  }
