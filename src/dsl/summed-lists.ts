import { isArithmetic } from './arithmetic-terms.ts'
import { topDown } from './bottom-up.ts'
import { kindOf } from './kind.ts'
import { childrenOf } from './scopes.ts'
import type { Syntax, SyntaxOf, Variable } from './syntax.ts'

/** Whether a list is made of the elements of another by arithmetic alone: then a sum over it may be a loop over these. */
export const isOfElements = (
  freeIn: (s: Syntax) => ReadonlySet<Variable>,
  list: Syntax,
): list is SyntaxOf<'MapTasks'> => {
  if (list._tag !== 'MapTasks' || list.body.length !== 1 || kindOf(list.over)._tag !== 'List') return false
  const own = [...list.bound, list.index]
  const depends = (s: Syntax): boolean => own.some((variable) => freeIn(s).has(variable))
  const inside = topDown(list.body.filter(depends), (s) => childrenOf(s).filter(depends))
  return [...inside].every((s) => s._tag === 'Variable' || isArithmetic(s))
}

/** Whether a term makes something of each past task of a memory. */
export const mapsMemory = (s: Syntax): s is SyntaxOf<'MapTasks'> =>
  s._tag === 'MapTasks' && kindOf(s.over)._tag === 'Memory'

/** From so many elements on a loop over them is less to compile than their terms one by one. */
const fewest = 8

/**
 * The parts of a list of so many elements that are gone through by loops: as many as its binary digits from `fewest` on, the largest first. Of a list
 * that grows element by element they stay as they are for long, and what they are made of is put together once.
 */
export const partsOfList = (length: number): readonly { readonly from: number; readonly size: number }[] => {
  const parts: { readonly from: number; readonly size: number }[] = []
  let from = 0
  for (let size = 2 ** Math.floor(Math.log2(Math.max(1, length))); size >= fewest; size /= 2)
    if (length - from >= size) {
      parts.push({ from, size })
      from += size
    }
  return parts
}

/** How many bodies a sum over so many elements comes to, where it may be loops: one a part, and one for each element that is in none. */
export const bodiesOfSum = (length: number): number => {
  const parts = partsOfList(length)
  return parts.reduce((bodies, { size }) => bodies - size + 1, length)
}
