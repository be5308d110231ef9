import { childrenOf, isArithmetic, kindOf, type Syntax, type SyntaxOf, topDown } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import { inLoop } from './loops.ts'
import { type Lowered, listOf, type Numbers, numbers } from './lowered.ts'
import { summedOver } from './over-iterations.ts'
import { fixedAt } from './unrolled.ts'
import { zeroOf } from './zero.ts'

type Lower = (s: Syntax) => Lowered

/** A sum over the elements of a list of something that is arithmetic in each of them, and so may be a loop over the elements. */
const isOfElements = (c: Context, list: Syntax): list is SyntaxOf<'MapTasks'> => {
  if (list._tag !== 'MapTasks' || list.body.length !== 1 || kindOf(list.over)._tag !== 'List') return false
  const own = [...list.bound, list.index]
  const depends = (s: Syntax): boolean => own.some((variable) => c.freeIn(s).has(variable))
  const inside = topDown(list.body.filter(depends), (s) => childrenOf(s).filter(depends))
  return [...inside].every((s) => s._tag === 'Variable' || isArithmetic(s))
}

/** What is lowered before a sum over a list. */
export const firstForTotal =
  (c: Context) =>
  ({ list }: SyntaxOf<'Total'>): readonly Syntax[] =>
    isOfElements(c, list) ? [list.over] : [list]

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

const added = (c: Context, terms: readonly (readonly Node[])[]): readonly Node[] =>
  terms[0]!.map((_, i) => terms.map((term) => term[i]!).reduce(c.o.add))

/** Σ f(u, i) over elements from the i-th on as a loop over them, one on top of the other. */
const looped = (
  c: Context,
  s: SyntaxOf<'MapTasks'>,
  { elements, from }: { readonly elements: readonly (readonly Lowered[])[]; readonly from: number },
  lower: Lower,
): Numbers => {
  const { o } = c
  const times = elements.length
  const { result, open, index } = inLoop(c, { counter: s.index, times, variables: s.bound }, (opened, turn) => {
    c.variables.set(s.index, { _tag: 'Numbers', kind: s.index.kind, nodes: [o.add(turn, o.constant(from))] })
    s.bound.forEach((variable, i) => {
      const each = elements.map((element) => numbers(element[i]!))
      const rows = each[0]!.nodes.map(({ shape }, tensor) => {
        const source = o.concat(
          each.map(({ nodes }) => o.reshape(nodes[tensor]!, [1, ...shape])),
          0,
        )
        const row = o.build.variable('row', shape)
        opened.sliced.push({ variable: row, source })
        return row
      })
      c.variables.set(variable, { ...each[0]!, nodes: rows })
    })
    return numbers(lower(s.body[0]!))
  })
  return { ...result, nodes: summedOver(c, { open, index, terms: result.nodes }, 'off') }
}

/**
 * Σ or mean over past tasks; of none, zero. Inside a loop that is unrolled, where each turn has its own sums and lists may be long, many
 * elements are gone through by loops of the device: the program grows with the turns, not with turns times elements.
 */
export const lowerTotal = (c: Context, s: SyntaxOf<'Total'>, lower: Lower): Lowered => {
  const mapped = isOfElements(c, s.list) ? s.list : undefined
  const elements = mapped && c.unrolled.inside ? listOf(lower(mapped.over)).elements : []
  const parts = partsOfList(elements.length)
  if (mapped === undefined || parts.length === 0) return oneByOne(c, s, lower)
  const loops = parts.map(({ from, size }) =>
    looped(c, mapped, { elements: elements.slice(from, from + size), from }, lower),
  )
  const done = parts.reduce((so, { size }) => so + size, 0)
  const rest = elements.slice(done).map((element, i) =>
    fixedAt(c, mapped.index, done + i, mapped.bound, () => {
      mapped.bound.forEach((variable, j) => {
        c.variables.set(variable, element[j]!)
      })
      return numbers(lower(mapped.body[0]!))
    }),
  )
  const terms = [...loops, ...rest]
  const sum = added(
    c,
    terms.map(({ nodes }) => nodes),
  )
  return { ...terms[0]!, nodes: s.operator === 'mean' ? divided(c, sum, elements.length) : sum }
}

const divided = (c: Context, sum: readonly Node[], by: number): readonly Node[] =>
  sum.map((node) => c.o.multiply(node, c.o.constant(1 / by)))

/** A term of a sum, which is 0 where its element is not there. */
const ifThere = ({ o }: Context, isThere: Node | undefined, term: Numbers): Numbers =>
  isThere === undefined ? term : { ...term, nodes: term.nodes.map((node) => o.select(isThere, node, o.constant(0))) }

const oneByOne = (c: Context, s: SyntaxOf<'Total'>, lower: Lower): Lowered => {
  const { elements, present = [] } = listOf(lower(s.list))
  const terms = elements.map((element, i) => ifThere(c, present[i], numbers(element[0]!)))
  const first = terms[0]
  if (first === undefined) return zeroOf(c, kindOf(s))
  const sum = added(
    c,
    terms.map(({ nodes }) => nodes),
  )
  return { ...first, nodes: s.operator === 'mean' ? divided(c, sum, terms.length) : sum }
}
