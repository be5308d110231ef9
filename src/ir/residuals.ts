import { dependence } from './free.ts'
import type { Node, NodeOf } from './node.ts'
import { boundBy } from './order.ts'
import { isFleeting } from './primitives/index.ts'
import type { Builder } from './vocabulary.ts'

/** A value of a loop's body that its derivative uses: the variable that stands for it there, and where its rows come from. */
export interface Residual {
  readonly node: Node
  readonly variable: Node
  readonly source: Node
}

/** The maximal values of a loop's body that `roots` use and that do not depend on the variables bound by the derivative. */
export const residualsOf = (
  build: Builder,
  unit: NodeOf<'loop'>,
  roots: readonly Node[],
  bound: readonly Node[],
): readonly Residual[] => {
  const { index, sliced } = unit.attributes
  const forward = dependence(boundBy(unit))
  const backward = dependence(bound)
  const found: Residual[] = []
  const sources = new Map(sliced.map(({ variable, source }) => [variable, source]))
  const visited = new Set<Node>()
  const pending = [...roots].reverse()
  while (pending.length > 0) {
    const node = pending.pop()!
    if (visited.has(node) || !forward(node)) continue
    visited.add(node)
    if (node === index) continue
    if (backward(node) || node.primitive === 'loop' || isFleeting(node))
      for (let i = node.inputs.length - 1; i >= 0; i--) pending.push(node.inputs[i]!)
    else {
      const variable = build.variable('residual', node.shape, node.type)
      found.push({ node, variable, source: sources.get(node) ?? build.stack(unit, node) })
    }
  }
  return found
}
