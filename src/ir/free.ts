import type { Node } from './node.ts'

/** Whether a node's value depends on one of `variables`. */
export const dependence = (variables: readonly Node[]): ((node: Node) => boolean) => {
  const known = new Map<Node, boolean>(variables.map((v) => [v, true]))
  const depends = (node: Node): boolean => {
    const seen = known.get(node)
    if (seen !== undefined) return seen
    known.set(node, false)
    const answer = node.inputs.some(depends)
    known.set(node, answer)
    return answer
  }
  return depends
}

/** The nodes that a body takes from outside: reached from `roots`, independent of the `bound` variables. Constants are not taken. */
export const freeOf = (roots: readonly Node[], bound: readonly Node[]): readonly Node[] => {
  const depends = dependence(bound)
  const free = new Set<Node>()
  const seen = new Set<Node>()
  const visit = (node: Node): void => {
    if (node.primitive === 'constant' || seen.has(node)) return
    seen.add(node)
    if (!depends(node)) free.add(node)
    else node.inputs.forEach(visit)
  }
  roots.forEach(visit)
  return [...free]
}
