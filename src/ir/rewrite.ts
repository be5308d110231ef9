import type { Loop, Node } from './node.ts'
import { evaluationOrder } from './order.ts'
import type { Builder } from './vocabulary.ts'

/**
 * The same values with some nodes replaced: `replace` is asked for each node with its operands already rewritten and may
 * answer with another node; a node in `fixed` maps to what is given there. Bodies of loops are rewritten too.
 */
export const rewrite = (
  build: Builder,
  roots: readonly Node[],
  fixed: ReadonlyMap<Node, Node>,
  replace: (node: Node, inputs: readonly Node[]) => Node | undefined = () => undefined,
): readonly Node[] => {
  const done = new Map<Node, Node>(fixed)
  const visit = (targets: readonly Node[]): readonly Node[] => {
    for (const node of evaluationOrder(targets, done)) if (!done.has(node)) done.set(node, again(node))
    return targets.map((target) => done.get(target)!)
  }
  const again = (node: Node): Node => {
    if (node.inputs.length === 0) return replace(node, []) ?? node
    if (node.primitive === 'loop') {
      const l = node.attributes
      const body: Loop = {
        ...l,
        initial: visit(l.initial),
        sliced: l.sliced.map(({ variable, source }) => ({ variable, source: visit([source])[0]! })),
        next: visit(l.next),
      }
      return build.loop(body)
    }
    if (node.primitive === 'stack') return build.stack(done.get(node.inputs[0]!)!, visit([node.attributes.body])[0]!)
    if (node.primitive === 'branch')
      return build.branch(done.get(node.inputs[0]!)!, {
        then: visit(node.attributes.then),
        otherwise: visit(node.attributes.otherwise),
      })
    const inputs = node.inputs.map((input) => done.get(input)!)
    const replaced = replace(node, inputs)
    if (replaced !== undefined) return replaced
    return inputs.every((input, i) => input === node.inputs[i]) ? node : build.remake(node, inputs)
  }
  return visit(roots)
}
