import { kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Context } from './context.ts'
import { lowerChosen } from './deciding.ts'
import { fits, type Lowered, numbers } from './lowered.ts'
import { internal } from './refusal.ts'

/** A decision that the host takes: the values of one side or of the other. */
export const lowerWhen = (c: Context, s: SyntaxOf<'When'>, lower: (s: Syntax) => Lowered): readonly Lowered[] => {
  const { o } = c
  const test = numbers(lower(s.condition)).nodes[0]!
  const memories = s.then.map((term, i) =>
    kindOf(term)._tag === 'Memory' ? lowerChosen(c, s, i, test, lower) : undefined,
  )
  const isNumeric = (_: Syntax, i: number): boolean => memories[i] === undefined
  const then = s.then.filter(isNumeric).map((term) => numbers(lower(term)))
  const otherwise = s.otherwise.filter(isNumeric).map((term) => numbers(lower(term)))
  if (!then.every((value, i) => fits(otherwise[i]!, value.kind)))
    return internal('both sides of `when` are of one kind')
  if (then.length === 0) return memories.map((memory) => memory ?? internal('a side of `when` is there'))
  const node = o.build.branch(o.select(test, o.constant(1), o.constant(0)), {
    then: then.flatMap((v) => v.nodes),
    otherwise: otherwise.flatMap((v, i) =>
      then[i]!.nodes.map((n, j) => o.broadcast(v.nodes[v.kind._tag === 'Params' ? j : 0]!, n.shape)),
    ),
  })
  let position = 0
  const taken = then.map(
    (v): Lowered => ({ ...v, nodes: v.nodes.map(() => o.build.make('taken', [node], { index: position++ })) }),
  )
  let next = 0
  return memories.map((memory) => memory ?? taken[next++]!)
}
