import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import type { Context } from './context.ts'
import { fits, type Lowered, numbers } from './lowered.ts'
import { internal } from './refusal.ts'

/** A decision that the host takes: the values of one side or of the other. */
export const lowerWhen = (c: Context, s: SyntaxOf<'When'>, lower: (s: Syntax) => Lowered): readonly Lowered[] => {
  const { o } = c
  const test = numbers(lower(s.condition)).nodes[0]!
  const then = s.then.map((term) => numbers(lower(term)))
  const otherwise = s.otherwise.map((term) => numbers(lower(term)))
  if (!then.every((value, i) => fits(otherwise[i]!, value.kind)))
    return internal('both sides of `when` are of one kind')
  const node = o.build.branch(o.select(test, o.constant(1), o.constant(0)), {
    then: then.flatMap((v) => v.nodes),
    otherwise: otherwise.flatMap((v, i) =>
      then[i]!.nodes.map((n, j) => o.broadcast(v.nodes[v.kind._tag === 'Params' ? j : 0]!, n.shape)),
    ),
  })
  let position = 0
  return then.map((v) => ({ ...v, nodes: v.nodes.map(() => o.build.make('taken', [node], { index: position++ })) }))
}
