import { isOfElements, kindOf, partsOfList, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import { type Context, rowOf } from './context.ts'
import { inLoop } from './loops.ts'
import { type Lowered, listOf, type Numbers, numbers } from './lowered.ts'
import { summedOver } from './over-iterations.ts'
import { thereIn } from './presence.ts'
import { fixedAt } from './unrolled.ts'
import { zeroOf } from './zero.ts'

type Lower = (s: Syntax) => Lowered
type List = Extract<Lowered, { readonly _tag: 'List' }>

/** What is lowered before a sum over a list. */
export const firstForTotal =
  (c: Context) =>
  ({ list }: SyntaxOf<'Total'>): readonly Syntax[] =>
    isOfElements(c.freeIn, list) ? [list.over] : [list]

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
        return rowOf(c, opened, source)
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
  const mapped = isOfElements(c.freeIn, s.list) ? s.list : undefined
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
  const list = listOf(lower(s.list))
  const { elements, present = [], rows } = list
  const terms = elements.map((element, i) => ifThere(c, present[i], numbers(element[0]!)))
  const first = terms[0]
  if (first === undefined) return zeroOf(c, kindOf(s))
  const sum =
    rows === undefined
      ? added(
          c,
          terms.map(({ nodes }) => nodes),
        )
      : rows.parts[0]!.nodes.map((node) => c.o.sum(allThere(c, rows.there, node), [0]))
  return { ...first, nodes: s.operator === 'mean' ? shared(c, sum, list) : sum }
}

/** Rows, which are 0 where their element is not there. */
const allThere = ({ o }: Context, there: Node | undefined, rows: Node): Node =>
  there === undefined
    ? rows
    : o.select(
        o.less(
          o.constant(0),
          o.reshape(
            there,
            rows.shape.map((n, i) => (i === 0 ? n : 1)),
          ),
        ),
        rows,
        o.constant(0),
      )

/** A sum by how many elements there are. */
const shared = (c: Context, sum: readonly Node[], list: List): readonly Node[] => {
  const there = thereIn(c, list)
  if (there === undefined) return divided(c, sum, list.elements.length)
  const share = c.o.divide(c.o.constant(1), c.o.sum(there))
  return sum.map((node) => c.o.multiply(node, share))
}
