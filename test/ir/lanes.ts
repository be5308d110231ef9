import fc from 'fast-check'
import { type Value, value } from '../../src/interpreters/devices/reference/values.ts'
import { inEach, type Node, type Operations, sizeOf, vectorise } from '../../src/ir/index.ts'

/** Which inputs of a program are in lanes, how many lanes there are, and the inputs of the program over lanes. */
export interface Lanes {
  readonly count: number
  readonly inputs: readonly Node[]
  readonly along: ReadonlyMap<Node, Node>
}

/** Those inputs in lanes whose bit is set. */
export const lanesOf = (o: Operations, inputs: readonly Node[], which: number, count: number): Lanes => {
  const along = new Map(
    inputs
      .filter((_, i) => (which >> i) % 2 === 1)
      .map((v) => [v, o.build.variable('lanes', [count, ...v.shape], v.type)]),
  )
  return { count, inputs: inputs.map((v) => along.get(v) ?? v), along }
}

/** The values of all lanes. */
export const inLanes = (o: Operations, { count, along }: Lanes, roots: readonly Node[]): readonly Node[] =>
  vectorise(o, count, along, roots).map((laned) => inEach(laned, count, o))

/** The inputs of each lane: their own rows, and what is shared. */
export const rowsOf = (
  { count, along }: Lanes,
  inputs: readonly Node[],
  at: readonly Value[],
): readonly (readonly Value[])[] =>
  Array.from({ length: count }, (_, lane) =>
    inputs.map((v, i) => (along.has(v) ? value(v.shape, (e) => at[i]!.data[lane * sizeOf(v.shape) + e]!) : at[i]!)),
  )

/** A point of a program over lanes, from one of each lane. */
export const together = (
  { count, along }: Lanes,
  inputs: readonly Node[],
  points: readonly (readonly Value[])[],
): readonly Value[] =>
  inputs.map((v, i) => {
    const size = sizeOf(v.shape)
    return along.has(v)
      ? value([count, ...v.shape], (e) => points[Math.floor(e / size)]![i]!.data[e % size]!)
      : points[0]![i]!
  })

/** So many lanes, and a mask of inputs of which one is in lanes at least. */
export const mask = (inputs: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: 2 ** inputs - 1 })
