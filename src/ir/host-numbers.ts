import type { Node } from './node.ts'
import { evaluationOrder } from './order.ts'
import { functionOf, isHostNumber } from './primitives/index.ts'

/** The largest parts of a program that are numbers of options and constants alone: what the host makes before it runs. */
export const hostNumbersIn = (outputs: readonly Node[]): readonly Node[] => {
  const found = new Set<Node>()
  const seen = new Set<Node>()
  const pending = [...outputs]
  while (pending.length > 0) {
    const node = pending.pop()!
    if (seen.has(node)) continue
    seen.add(node)
    if (!isHostNumber(node)) for (const input of node.inputs) pending.push(input)
    else if (node.primitive !== 'constant') found.add(node)
  }
  return [...found]
}

/** The values of such numbers in float64, at the values of options. */
export const numbersAt = (
  nodes: readonly Node[],
  options: Readonly<Record<string, unknown>>,
): ReadonlyMap<Node, number> => {
  const at = new Map<Node, number>()
  const computed = (node: Node): number => {
    if (node.primitive === 'constant') return node.attributes.value
    if (node.primitive === 'option') return Number(options[node.attributes.name])
    const [x, y] = node.inputs.map((input) => at.get(input)!)
    return functionOf(node)!(x!, y!)
  }
  for (const node of evaluationOrder(nodes)) at.set(node, computed(node))
  return new Map(nodes.map((node) => [node, at.get(node)!]))
}
