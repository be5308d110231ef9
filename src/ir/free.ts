import type { Node } from './node.ts'

/** Whether a node's value depends on one of `variables`. */
export const dependence = (variables: readonly Node[]): ((node: Node) => boolean) => {
  const known = new Map<Node, boolean>(variables.map((v) => [v, true]))
  // Operands are made before what uses them, so nothing older than every variable depends on one.
  const oldest = variables.reduce((id, v) => Math.min(id, v.id), Number.POSITIVE_INFINITY)
  const answer = (node: Node): boolean | undefined => (node.id < oldest ? false : known.get(node))
  return (node) => {
    const pending = [node]
    while (pending.length > 0) {
      const next = pending[pending.length - 1]!
      const open = answer(next) === undefined ? next.inputs.filter((input) => answer(input) === undefined) : []
      if (open.length > 0) pending.push(...open)
      else {
        if (answer(next) === undefined) known.set(next, next.inputs.some(answer))
        pending.pop()
      }
    }
    return answer(node)!
  }
}

/**
 * The nodes that a body takes from outside: reached from `roots`, independent of the `bound` variables. Constants are not
 * taken, nor is a loop: where a stack belongs to the body, so does the run that yields it, and what that run needs is taken.
 */
export const freeOf = (roots: readonly Node[], bound: readonly Node[]): readonly Node[] => {
  const depends = dependence(bound)
  const free = new Set<Node>()
  const seen = new Set<Node>()
  const pending = [...roots].reverse()
  while (pending.length > 0) {
    const node = pending.pop()!
    if (node.primitive === 'constant' || seen.has(node)) continue
    seen.add(node)
    if (node.primitive === 'loop' || depends(node)) pending.push(...[...node.inputs].reverse())
    else free.add(node)
  }
  return [...free]
}
