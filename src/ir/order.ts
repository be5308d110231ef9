import type { Node } from './node.ts'

/** All stacks that a set of values asks of each loop: a loop runs once and yields all of them. One that is given asks for nothing. */
const stacksOf = (
  reachable: ReadonlySet<Node>,
  given: Pick<ReadonlySet<Node>, 'has'>,
): ReadonlyMap<Node, readonly Node[]> => {
  const stacks = new Map<Node, Node[]>()
  for (const node of reachable)
    if (node.primitive === 'stack' && !given.has(node)) {
      const unit = node.inputs[0]!
      const list = stacks.get(unit)
      if (list === undefined) stacks.set(unit, [node])
      else list.push(node)
    }
  return stacks
}

export const reachableFrom = (
  roots: readonly Node[],
  stop: Pick<ReadonlySet<Node>, 'has'> = new Set(),
): ReadonlySet<Node> => {
  const seen = new Set<Node>()
  const pending = [...roots]
  while (pending.length > 0) {
    const node = pending.pop()!
    if (seen.has(node)) continue
    seen.add(node)
    if (!stop.has(node)) for (const input of node.inputs) pending.push(input)
  }
  return seen
}

/** Those of some variables that `roots` depend on. What knows no variable as new as they are is not looked at. */
export const variablesIn = (roots: readonly Node[], variables: readonly Node[]): ReadonlySet<Node> => {
  const oldest = variables.reduce((id, v) => Math.min(id, v.id), Number.POSITIVE_INFINITY)
  const own = new Set(variables)
  const seen = new Set<Node>()
  const pending = [...roots]
  while (pending.length > 0) {
    const node = pending.pop()!
    if (node.newest < oldest || seen.has(node)) continue
    seen.add(node)
    for (const input of node.inputs) pending.push(input)
  }
  return new Set([...own].filter((v) => seen.has(v)))
}

/**
 * An order of evaluation for everything that `outputs` need, operands first. A loop comes after whatever the bodies of
 * all its stacks take from outside. Nodes in `given` are taken as computed: they appear, their operands do not.
 */
export const evaluationOrder = (
  outputs: readonly Node[],
  given: Pick<ReadonlySet<Node>, 'has'> = new Set(),
): readonly Node[] => {
  const reachable = reachableFrom(outputs, given)
  const stacks = stacksOf(reachable, given)
  const order: Node[] = []
  const placed = new Set<Node>()
  // An explicit stack: programs that unroll long loops are deeper than the call stack.
  const pending: { readonly node: Node; readonly ready: boolean }[] = []
  const neededBy = (node: Node): readonly Node[] =>
    given.has(node)
      ? []
      : node.primitive === 'loop'
        ? [...node.inputs, ...(stacks.get(node) ?? []).flatMap((s) => s.inputs.slice(1))]
        : node.inputs
  for (const output of outputs) {
    pending.push({ node: output, ready: false })
    while (pending.length > 0) {
      const { node, ready } = pending.pop()!
      if (placed.has(node)) continue
      if (ready) {
        placed.add(node)
        order.push(node)
        continue
      }
      pending.push({ node, ready: true })
      const needed = neededBy(node)
      for (let i = needed.length - 1; i >= 0; i--)
        if (!placed.has(needed[i]!)) pending.push({ node: needed[i]!, ready: false })
    }
  }
  return order
}

/** What a loop has to yield for a set of values: which carried variables, and which nodes of its body at every iteration. */
export interface LoopDemand {
  readonly finals: readonly Node[]
  readonly stacks: readonly Node[]
}

/** What is asked of each loop by the nodes of an order: those to be made, and none that is given. */
export const loopDemands = (order: readonly Node[]): ReadonlyMap<Node, LoopDemand> => {
  const demands = new Map<Node, { finals: Node[]; stacks: Node[] }>()
  for (const node of order)
    if (node.primitive === 'final' || node.primitive === 'stack') {
      const unit = node.inputs[0]!
      const demand = demands.get(unit) ?? { finals: [], stacks: [] }
      demands.set(unit, demand)
      demand[node.primitive === 'final' ? 'finals' : 'stacks'].push(node)
    }
  return demands
}

/** The variables a loop binds. */
export const boundBy = (unit: Node): readonly Node[] =>
  unit.primitive === 'loop'
    ? [unit.attributes.index, ...unit.attributes.carried, ...unit.attributes.sliced.map((s) => s.variable)]
    : []

/** The carried variables that a demand really needs: those asked for, and those their next values and stacks depend on. */
export const neededCarries = (unit: Node, demand: LoopDemand): readonly number[] => {
  if (unit.primitive !== 'loop') return []
  const { carried, next } = unit.attributes
  const position = new Map(carried.map((variable, i) => [variable, i]))
  const needed = new Set<number>()
  const outside = new Set([...unit.inputs, ...demand.stacks.flatMap((s) => s.inputs.slice(1))])
  const seen = new Set<Node>()
  const pending = [
    ...demand.stacks.flatMap((s) => (s.primitive === 'stack' ? [s.attributes.body] : [])),
    ...demand.finals.flatMap((f) => (f.primitive === 'final' ? [carried[f.attributes.index]!] : [])),
  ]
  while (pending.length > 0) {
    const node = pending.pop()!
    if (seen.has(node)) continue
    seen.add(node)
    const i = position.get(node)
    if (i !== undefined) {
      needed.add(i)
      pending.push(next[i]!)
    } else if (!outside.has(node)) for (const input of node.inputs) pending.push(input)
  }
  return [...needed].sort((a, b) => a - b)
}
