import { boundBy, evaluationOrder, type Node, type NodeOf, type Program, reachableFrom } from '../ir/index.ts'

/** One instruction of the host. Values are named by the nodes of the program. */
export type Step =
  | { readonly _tag: 'Device'; readonly program: Program }
  | { readonly _tag: 'QuadraticProgram'; readonly node: NodeOf<'quadraticProgram'> }
  | {
      readonly _tag: 'Branch'
      readonly node: NodeOf<'branch'>
      readonly taken: readonly NodeOf<'taken'>[]
      readonly then: Plan
      readonly otherwise: Plan
    }
  | {
      readonly _tag: 'HostLoop'
      readonly node: NodeOf<'loop'>
      readonly finals: readonly NodeOf<'final'>[]
      readonly stacks: readonly NodeOf<'stack'>[]
      readonly body: Plan
    }

/** What the host does to get some values: device functions, and the decisions between them. */
export interface Plan {
  readonly steps: readonly Step[]
  readonly outputs: readonly Node[]
}

const bodyOf = (loop: NodeOf<'loop'>, stacks: readonly NodeOf<'stack'>[]): readonly Node[] => [
  ...loop.attributes.next,
  ...stacks.map((s) => s.attributes.body),
]

const hasHostWork = (roots: readonly Node[], stop: ReadonlySet<Node>): boolean =>
  [...reachableFrom(roots, stop)].some(
    (n) =>
      !stop.has(n) &&
      (n.primitive === 'quadraticProgram' ||
        n.primitive === 'branch' ||
        (n.primitive === 'loop' && loopHasHostWork(n))),
  )

const verdicts = new WeakMap<Node, boolean>()
const loopHasHostWork = (loop: NodeOf<'loop'>): boolean => {
  const known = verdicts.get(loop)
  if (known !== undefined) return known
  const answer = hasHostWork(loop.attributes.next, new Set([...boundBy(loop), ...loop.inputs]))
  verdicts.set(loop, answer)
  return answer
}

/** The operands that a node needs before it runs; the sides of a branch are not among them. */
const eagerInputs = (node: Node): readonly Node[] => (node.primitive === 'branch' ? [node.inputs[0]!] : node.inputs)

/**
 * Cuts a program where the host has to look at a value. Nodes are ranked by how many decisions they wait for; each rank is
 * one device function. `given` are values that exist already. A side of a branch, or the body of a loop with host work in
 * it, is a plan of its own, fed by what it takes from outside.
 */
export const planOf = (outputs: readonly Node[], given: ReadonlySet<Node>): Plan => {
  if (!hasHostWork(outputs, given)) return { steps: deviceStep(outputs, given), outputs }
  const order = eagerOrder(outputs, given)
  const eager = new Set(order)
  const stacksOf = (loop: Node): readonly NodeOf<'stack'>[] =>
    order.filter((n): n is NodeOf<'stack'> => n.primitive === 'stack' && n.inputs[0] === loop)
  const isHost = (n: Node): boolean =>
    n.primitive === 'quadraticProgram' || n.primitive === 'branch' || (n.primitive === 'loop' && loopHasHostWork(n))
  const lazyInputs = (n: Node): readonly Node[] => {
    if (n.primitive !== 'branch') return []
    const inside = reachableFrom([...n.attributes.then, ...n.attributes.otherwise], new Set([...given, ...eager]))
    return [...inside].filter((i) => eager.has(i) || given.has(i))
  }
  const needs = new Map<Node, readonly Node[]>()
  const rank = new Map<Node, number>()
  const after = (n: Node): number => (isHost(n) ? 1 : 0)
  // Lazy inputs may come later in the order than the branch itself, so ranks are found as a fixed point.
  for (const n of order)
    needs.set(
      n,
      given.has(n)
        ? []
        : [
            ...eagerInputs(n),
            ...lazyInputs(n),
            ...(n.primitive === 'loop' && isHost(n) ? stacksOf(n).flatMap((s) => s.inputs.slice(1)) : []),
          ],
    )
  for (let changed = true; changed; ) {
    changed = false
    for (const n of order) {
      const r = needs.get(n)!.reduce((most, i) => Math.max(most, (rank.get(i) ?? 0) + after(i)), 0)
      if (r !== (rank.get(n) ?? 0)) {
        rank.set(n, r)
        changed = true
      }
    }
  }
  const rankOf = (n: Node): number => rank.get(n) ?? 0
  const last = Math.max(0, ...order.map(rankOf))
  const available = new Set(given)
  const steps: Step[] = []
  for (let r = 0; r <= last; r++) {
    const wanted = new Set<Node>()
    const isValue = (n: Node): boolean =>
      !isHost(n) && n.primitive !== 'taken' && !readsHostLoop(n) && n.primitive !== 'loop' && n.primitive !== 'constant'
    const readsHostLoop = (n: Node): boolean =>
      (n.primitive === 'final' || n.primitive === 'stack') && isHost(n.inputs[0]!)
    for (const n of order) {
      const users = rankOf(n) > r || (rankOf(n) === r && isHost(n)) ? needs.get(n)! : []
      for (const i of users) if (isValue(i) && !available.has(i) && rankOf(i) === r) wanted.add(i)
    }
    for (const n of outputs) if (isValue(n) && !available.has(n) && rankOf(n) === r) wanted.add(n)
    steps.push(...deviceStep([...wanted], available))
    for (const n of wanted) available.add(n)
    for (const n of order)
      if (isHost(n) && rankOf(n) === r) {
        const made = order.filter(
          (u) => u.inputs[0] === n && (u.primitive === 'taken' || u.primitive === 'final' || u.primitive === 'stack'),
        )
        steps.push(hostStep(n, made, available))
        if (n.primitive === 'quadraticProgram') available.add(n)
        for (const u of made) available.add(u)
      }
  }
  return { steps, outputs }
}

/** An order of what must exist for some outputs, the sides of branches left out. */
const eagerOrder = (outputs: readonly Node[], given: ReadonlySet<Node>): readonly Node[] => {
  const eager = new Set<Node>()
  const pending = [...outputs]
  while (pending.length > 0) {
    const n = pending.pop()!
    if (eager.has(n)) continue
    eager.add(n)
    if (!given.has(n)) pending.push(...eagerInputs(n))
  }
  return evaluationOrder(outputs, given).filter((n) => eager.has(n))
}

const deviceStep = (outputs: readonly Node[], given: ReadonlySet<Node>): readonly Step[] => {
  const wanted = outputs.filter((n) => !given.has(n))
  if (wanted.length === 0) return []
  const reachable = reachableFrom(wanted, given)
  return [
    { _tag: 'Device', program: { inputs: [...reachable].filter((n) => given.has(n)), outputs: [...new Set(wanted)] } },
  ]
}

const hostStep = (node: Node, made: readonly Node[], available: ReadonlySet<Node>): Step => {
  switch (node.primitive) {
    case 'quadraticProgram':
      return { _tag: 'QuadraticProgram', node }
    case 'branch':
      return {
        _tag: 'Branch',
        node,
        taken: made.filter((n): n is NodeOf<'taken'> => n.primitive === 'taken'),
        then: planOf(node.attributes.then, available),
        otherwise: planOf(node.attributes.otherwise, available),
      }
    case 'loop': {
      const stacks = made.filter((n): n is NodeOf<'stack'> => n.primitive === 'stack')
      const finals = made.filter((n): n is NodeOf<'final'> => n.primitive === 'final')
      return {
        _tag: 'HostLoop',
        node,
        finals,
        stacks,
        body: planOf(bodyOf(node, stacks), new Set([...available, ...boundBy(node)])),
      }
    }
    default:
      throw new Error(`internal: ${node.primitive} is not for the host`)
  }
}
