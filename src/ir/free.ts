import type { Node } from './node.ts'
import { boundBy } from './order.ts'

/** Whether a node's value depends on one of `variables`. */
export const dependence = (variables: readonly Node[]): ((node: Node) => boolean) => {
  const known = new Map<Node, boolean>(variables.map((v) => [v, true]))
  // Operands are made before what uses them, so nothing older than every variable depends on one; nor does what knows no new variable.
  const oldest = variables.reduce((id, v) => Math.min(id, v.id), Number.POSITIVE_INFINITY)
  const bound = variables.every(({ primitive }) => primitive === 'input')
  const answer = (node: Node): boolean | undefined =>
    node.id < oldest || (bound && node.newest < oldest) ? false : known.get(node)
  return (node) => {
    const pending = [node]
    while (pending.length > 0) {
      const next = pending[pending.length - 1]!
      const open = answer(next) === undefined ? next.inputs.filter((input) => answer(input) === undefined) : []
      if (open.length > 0) for (const input of open) pending.push(input)
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
    if (node.primitive === 'loop' || depends(node))
      for (let i = node.inputs.length - 1; i >= 0; i--) pending.push(node.inputs[i]!)
    else free.add(node)
  }
  return [...free]
}

const nothing: ReadonlySet<Node> = new Set()

/**
 * What nodes of a loop's body take from outside that the loop itself does not take. A loop may be asked for many nodes of its body:
 * each of these is looked at once.
 */
export const takenBy = (unit: Node): ((body: Node) => ReadonlySet<Node>) => {
  const depends = dependence(boundBy(unit))
  const own = new Set(unit.inputs)
  const known = new Map<Node, ReadonlySet<Node>>()
  const isInside = (node: Node): boolean => node.primitive === 'loop' || depends(node)
  const taken = (node: Node): ReadonlySet<Node> => {
    if (node.primitive === 'constant' || own.has(node)) return nothing
    if (!isInside(node)) return new Set([node])
    const sets = [...new Set(node.inputs.map((input) => known.get(input)!))].filter((set) => set.size > 0)
    return sets.length < 2 ? (sets[0] ?? nothing) : new Set(sets.flatMap((set) => [...set]))
  }
  return (body) => {
    const pending = [body]
    while (pending.length > 0) {
      const node = pending[pending.length - 1]!
      const open = isInside(node) && !own.has(node) ? node.inputs.filter((input) => !known.has(input)) : []
      if (!known.has(node) && open.length > 0) for (const input of open) pending.push(input)
      else {
        if (!known.has(node)) known.set(node, taken(node))
        pending.pop()
      }
    }
    return known.get(body)!
  }
}
