import { kindOf, type SyntaxOf } from '../../dsl/index.ts'
import type { Operations } from '../../ir/index.ts'
import { type Lowered, paramsOf, scalarOf } from './lowered.ts'

/** Copies along a new first axis. */
export const copied = (o: Operations, s: SyntaxOf<'Copies'>, of: Lowered): Lowered => ({
  _tag: 'Numbers',
  kind: kindOf(s),
  nodes: paramsOf(of).nodes.map((node) => o.broadcast(node, [s.count, ...node.shape])),
})

/** The one of a number: chosen between all, each as it is, so that derivatives go to that one alone. */
export const copyAt = (o: Operations, s: SyntaxOf<'CopyAt'>, of: Lowered, index: Lowered): Lowered => {
  const at = scalarOf(index)
  return {
    _tag: 'Numbers',
    kind: kindOf(s),
    nodes: paramsOf(of).nodes.map((node) => {
      const [count = 1, ...shape] = node.shape
      const one = (i: number) => o.reshape(o.slice(node, [i, ...shape.map(() => 0)], [1, ...shape]), shape)
      return Array.from({ length: count - 1 }, (_, back) => count - 2 - back).reduce(
        (rest, i) => o.select(o.lessEqual(at, o.constant(i)), one(i), rest),
        one(count - 1),
      )
    }),
  }
}
