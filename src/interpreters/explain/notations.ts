import type { CombinatorSyntax, PartOf } from '../../dsl/index.ts'
import { call, functionOf, type Maths, part } from './maths.ts'

const nested = (value: unknown): readonly Maths[] => {
  if (typeof value !== 'object' || value === null) return []
  return '_tag' in value ? [value as Maths] : Object.values(value).flatMap(nested)
}

/** The parts that stand in mathematics, each as often as it does. */
export const partsIn = (m: Maths): readonly PartOf[] => [
  ...(m._tag === 'Part' ? [m] : []),
  ...Object.values(m).flatMap(nested).flatMap(partsIn),
]

/** Whether a combinator reads as its definition: then it is printed by that. */
export const isTransparent = ({ notation }: CombinatorSyntax): boolean =>
  notation !== undefined && notation.writes === undefined

/** How a combinator is written, and what is told of it: as it says itself, or, where it says nothing, by its name and its parts. */
export const writingOf = ({ name, parts, notation }: CombinatorSyntax): readonly [Maths, ...Maths[]] => {
  if (notation?.writes !== undefined) {
    const own = [notation.writes, ...(notation.notes ?? [])] as const
    if (own.flatMap(partsIn).every((of) => Object.hasOwn(parts, of.part))) return own
  }
  const isFunction = (of: CombinatorSyntax['parts'][string]): boolean => typeof of === 'object' && of._tag === 'Lambda'
  return [call(name, ...Object.entries(parts).map(([own, of]) => (isFunction(of) ? functionOf(own, 'f') : part(own))))]
}
