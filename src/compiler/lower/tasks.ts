import { kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import { type Context, type OpenLoop, rowOf } from './context.ts'
import { inLoop } from './loops.ts'
import { type Lowered, listOf, type Numbers, numbers } from './lowered.ts'
import { pastTasksOf, pastTasksThere } from './memories.ts'
import { rowsOver } from './over-iterations.ts'
import { isThere, thereOf } from './presence.ts'
import { fixedAt } from './unrolled.ts'

type Lower = (s: Syntax) => Lowered
type List = Extract<Lowered, { readonly _tag: 'List' }>

export const lowerAppend = (s: SyntaxOf<'Append'>, lower: Lower): Lowered => {
  const { rows: _, ...list } = listOf(lower(s.list))
  const present = list.present === undefined ? {} : { present: [...list.present, undefined] }
  return { ...list, elements: [...list.elements, s.values.map(lower)], ...present }
}

/** What is made for each past task at once: the tasks of a memory of the host, or those of a list that was made so. */
export const lowerMapTasks = (c: Context, s: SyntaxOf<'MapTasks'>, lower: Lower): Lowered => {
  const over = lower(s.over)
  if (over._tag === 'Host') {
    const of = pastTasksOf(c, s.over)
    const length = pastTasksThere(c, s.over)
    const made = s.body.every(isOfNumbers)
      ? atOnce(c, s, of, () => undefined, lower)
      : oneByOne(c, s, { _tag: 'List', kind: kindOf(s), elements: Array.from({ length: of }, () => []) }, lower)
    return length === undefined
      ? made
      : withThere(made, thereOf(c, { of, length }), (i) => isThere(c, i, { of, length }))
  }
  const list = listOf(over)
  const { rows, present = [] } = list
  if (rows === undefined) return oneByOne(c, s, list, lower)
  const bind = (opened: OpenLoop): void =>
    s.bound.forEach((variable, i) => {
      const part = rows.parts[i]!
      c.variables.set(variable, { ...part, nodes: part.nodes.map((source) => rowOf(c, opened, source)) })
    })
  const made = atOnce(c, s, list.elements.length, bind, lower)
  return rows.there === undefined ? made : withThere(made, rows.there, (i) => present[i])
}

/** Of which some are not there. */
const withThere = (list: List, there: Node, present: (element: number) => Node | undefined): List => ({
  ...list,
  present: list.elements.map((_, i) => present(i)),
  ...(list.rows === undefined ? {} : { rows: { ...list.rows, there } }),
})

/** Whether a term is numbers, of which there are rows; examples have none. */
const isOfNumbers = (s: Syntax): boolean => ['Scalar', 'Params', 'Rows'].includes(kindOf(s)._tag)

/** One lowering of the body for all past tasks, so that a program does not grow with them. */
const atOnce = (
  c: Context,
  s: SyntaxOf<'MapTasks'>,
  times: number,
  bind: (opened: OpenLoop) => void,
  lower: Lower,
): List => {
  if (times === 0) return { _tag: 'List', kind: kindOf(s), elements: [] }
  const { result, open, index } = inLoop(c, { counter: s.index, times, variables: s.bound }, (opened) => {
    bind(opened)
    return s.body.map((part) => numbers(lower(part)))
  })
  const made = rowsOver(c, { open, index, terms: result.flatMap(({ nodes }) => nodes) })
  let position = 0
  const parts = result.map((part): Numbers => ({ ...part, nodes: part.nodes.map(() => made[position++]!) }))
  const elements = Array.from({ length: times }, (_, task) => parts.map((part) => elementIn(c, part, task)))
  return { _tag: 'List', kind: kindOf(s), elements, rows: { parts } }
}

const elementIn = (c: Context, rows: Numbers, task: number): Numbers => ({
  ...rows,
  nodes: rows.nodes.map((node) => {
    const [, ...each] = node.shape
    return c.o.reshape(c.o.slice(node, [task, ...each.map(() => 0)], [1, ...each]), each)
  }),
})

/** One lowering of the body for each element of a list: how many there are is known when an event is compiled. */
const oneByOne = (c: Context, s: SyntaxOf<'MapTasks'>, over: List, lower: Lower): List => ({
  _tag: 'List',
  kind: kindOf(s),
  elements: over.elements.map((element, task) =>
    fixedAt(c, s.index, task, s.bound, () => {
      s.bound.forEach((variable, i) => {
        const bound = element[i]
        if (bound !== undefined) c.variables.set(variable, bound)
      })
      return s.body.map(lower)
    }),
  ),
  ...(over.present === undefined ? {} : { present: over.present }),
})
