import fc from 'fast-check'
import type { Value } from '../../src/interpreters/devices/reference/values.ts'
import { builder, type Node, type Operations, operations } from '../../src/ir/index.ts'
import { moved, type Style } from './assemble.ts'
import type { Move } from './moves.ts'
import { tensor } from './tensor.ts'

/** A random program as plain data that shrinks well: a list of moves on a pool of values. */
export type Recipe = readonly Move[]

const movesOf = (depth: number, maxLength: number): fc.Arbitrary<Recipe> => {
  const none: fc.Arbitrary<Recipe> = fc.constant([])
  const body =
    depth === 0 ? none : fc.oneof({ weight: 5, arbitrary: none }, { weight: 1, arbitrary: movesOf(depth - 1, 4) })
  const move = fc.record({ operation: fc.nat(999), a: fc.nat(63), b: fc.nat(63), k: fc.nat(63), body })
  return fc.array(move, { minLength: 1, maxLength })
}

/** Recipes with loops nested to the given depth. */
export const recipe = (depth = 2): fc.Arbitrary<Recipe> => movesOf(depth, 8)

/** Recipes whose last move is a loop. */
export const loopRecipe = (depth = 1): fc.Arbitrary<Recipe> =>
  fc
    .record({ before: movesOf(0, 3), body: movesOf(depth, 4), a: fc.nat(63), b: fc.nat(63), k: fc.nat(63) })
    .map(({ before, ...loop }) => [...before, { operation: 0, ...loop }])

export const inputShapes = [[2, 3], [3], []] as const

/** Values for the inputs of an assembled recipe. */
export const point: fc.Arbitrary<readonly Value[]> = fc.tuple(...inputShapes.map((s) => tensor(s)))

export interface Assembled {
  readonly o: Operations
  readonly inputs: readonly Node[]
  /** Every value that the moves made. */
  readonly made: readonly Node[]
  /** A scalar to which all of them contribute. */
  readonly y: Node
}

/** Makes the program of a recipe, on given inputs where several programs are to share them. */
export const assemble = (
  moves: Recipe,
  style: Style = 'rolled',
  o: Operations = operations(builder()),
  inputs: readonly Node[] = inputShapes.map((s, i) => o.build.variable(`x${i}`, s)),
): Assembled => {
  const made = moved(o, style, inputs, moves).slice(inputs.length)
  const y = made
    .map((x, i) => o.multiply(o.sum(o.sine(o.add(x, o.constant(i / 4)))), o.constant(1 / (i + 1))))
    .reduce(o.add)
  return { o, inputs, made, y }
}
