import type { SyntaxOf } from '../../dsl/index.ts'
import { kindOf } from '../../dsl/index.ts'
import type { Operations } from '../../ir/index.ts'
import { type Lowered, paramsOf } from './lowered.ts'

/** The sum or the mean of each tensor. */
export const reducedPerTensor = (o: Operations, s: SyntaxOf<'PerTensor'>, of: Lowered): Lowered => ({
  _tag: 'Numbers',
  kind: kindOf(s),
  nodes: paramsOf(of).nodes.map((node) => {
    const total = o.sum(node)
    const count = node.shape.reduce((a, b) => a * b, 1)
    return s.operator === 'mean' ? o.multiply(total, o.constant(1 / Math.max(1, count))) : total
  }),
})

/** In every tensor the number that there is for it. */
export const spreadOnTensors = (o: Operations, of: Lowered, like: Lowered): Lowered => {
  const [{ nodes }, shape] = [paramsOf(of), paramsOf(like)]
  return { ...shape, nodes: shape.nodes.map((node, i) => o.broadcast(nodes[i]!, node.shape)) }
}
