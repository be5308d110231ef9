import { evaluationOrder, type Node, type Program, reachableFrom, sizeOf } from '../../src/ir/index.ts'

const contraction = (node: Node): number =>
  node.primitive === 'matMul' ? node.inputs[0]!.shape.at(node.attributes.transposeLeft ? -2 : -1)! : 1

const boundIn = (unit: Node): readonly Node[] => (unit.primitive === 'loop' ? unit.attributes.next : [])

/** Every node of a program, bodies of loops included. */
export const nodesOf = ({ outputs }: Program): ReadonlySet<Node> => {
  const all = new Set<Node>()
  const visit = (roots: readonly Node[]): void => {
    for (const node of reachableFrom(roots, all)) {
      if (all.has(node)) continue
      all.add(node)
      if (node.primitive === 'loop') visit(boundIn(node))
      if (node.primitive === 'stack') visit([node.attributes.body])
    }
  }
  visit(outputs)
  return all
}

/** Floating-point operations of one run: an upper bound on the roundings that can add up in a result. */
export const operationCount = (program: Program): number => {
  const times = new Map<Node, number>()
  const count = (roots: readonly Node[], repeat: number): void => {
    for (const node of evaluationOrder(roots)) {
      if ((times.get(node) ?? 0) >= repeat) continue
      times.set(node, repeat)
      if (node.primitive === 'loop') count(boundIn(node), repeat * node.attributes.times)
      if (node.primitive === 'stack') count([node.attributes.body], repeat * node.shape[0]!)
    }
  }
  count(program.outputs, 1)
  return [...times].reduce((so, [node, repeat]) => {
    const work =
      node.primitive === 'sum' || node.primitive === 'unpatch'
        ? sizeOf(node.inputs[0]!.shape)
        : sizeOf(node.shape) * contraction(node)
    return so + repeat * work
  }, 0)
}
