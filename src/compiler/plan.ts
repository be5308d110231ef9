import { inductive } from '../dsl/index.ts'
import { boundBy, evaluationOrder, type Node, type NodeOf, type Program, reachableFrom } from '../ir/index.ts'

/** One instruction of the host. Values are named by the nodes of the program. */
export type Step =
  | { readonly _tag: 'Device'; readonly program: Program }
  | { readonly _tag: 'QuadraticProgram'; readonly node: NodeOf<'quadraticProgram'> }
  | { readonly _tag: 'Ask'; readonly node: NodeOf<'asked'> }
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

/** Values that exist: those of the surroundings, and one's own. */
type Known = Pick<ReadonlySet<Node>, 'has'>

const hasHostWork = (roots: readonly Node[], stop: Known): boolean => {
  for (const n of reachableFrom(roots, stop))
    if (
      !stop.has(n) &&
      (n.primitive === 'quadraticProgram' ||
        n.primitive === 'asked' ||
        n.primitive === 'branch' ||
        (n.primitive === 'loop' && loopHasHostWork(n)))
    )
      return true
  return false
}

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
export const planOf = (outputs: readonly Node[], given: Known): Plan => {
  if (!hasHostWork(outputs, given)) return { steps: deviceStep(outputs, given), outputs }
  const order = eagerOrder(outputs, given)
  const eager = new Set(order)
  /** What reads the results of a decision, a loop or a quadratic program. */
  const readersOf = new Map<Node, Node[]>(order.map((n) => [n, []]))
  for (const n of order) if (readsOne(n) && !given.has(n)) readersOf.get(n.inputs[0]!)?.push(n)
  const isHost = (n: Node): boolean =>
    n.primitive === 'quadraticProgram' ||
    n.primitive === 'asked' ||
    n.primitive === 'branch' ||
    (n.primitive === 'loop' && loopHasHostWork(n))
  const exists: Known = { has: (n) => given.has(n) || eager.has(n) }
  const lazyInputs = (n: Node): readonly Node[] =>
    n.primitive !== 'branch'
      ? []
      : [...reachableFrom([...n.attributes.then, ...n.attributes.otherwise], exists)].filter((i) => exists.has(i))
  const needs = new Map<Node, readonly Node[]>()
  for (const n of order)
    needs.set(
      n,
      given.has(n)
        ? []
        : [
            ...eagerInputs(n),
            ...lazyInputs(n),
            ...(n.primitive === 'loop' && isHost(n)
              ? readersOf.get(n)!.flatMap((s) => (s.primitive === 'stack' ? s.inputs.slice(1) : []))
              : []),
          ],
    )
  // Lazy inputs may come later in the order than the branch itself.
  const rankOf: (n: Node) => number = inductive(
    (n) => needs.get(n) ?? [],
    (n) => (needs.get(n) ?? []).reduce((most, i) => Math.max(most, rankOf(i) + (isHost(i) ? 1 : 0)), 0),
  )
  const last = order.reduce((most, n) => Math.max(most, rankOf(n)), 0)
  const byRank = Array.from({ length: last + 1 }, () => ({ wanted: new Set<Node>(), hosts: [] as Node[] }))
  const readsHostLoop = (n: Node): boolean =>
    (n.primitive === 'final' || n.primitive === 'stack') && isHost(n.inputs[0]!)
  const isValue = (n: Node): boolean =>
    !isHost(n) && n.primitive !== 'taken' && !readsHostLoop(n) && n.primitive !== 'loop' && n.primitive !== 'constant'
  const want = (n: Node): void => {
    if (isValue(n) && !given.has(n)) byRank[rankOf(n)]!.wanted.add(n)
  }
  for (const n of order) {
    if (isHost(n)) byRank[rankOf(n)]!.hosts.push(n)
    for (const i of needs.get(n)!) if (rankOf(i) < rankOf(n) || isHost(n)) want(i)
  }
  for (const n of outputs) want(n)
  const own = new Set<Node>()
  const available: Known = { has: (n) => own.has(n) || given.has(n) }
  const steps: Step[] = []
  for (const { wanted, hosts } of byRank) {
    steps.push(...deviceStep([...wanted], available))
    for (const n of wanted) own.add(n)
    for (const n of hosts) {
      const made = readersOf.get(n)!
      steps.push(hostStep(n, made, available))
      if (n.primitive === 'quadraticProgram' || n.primitive === 'asked') own.add(n)
      for (const u of made) own.add(u)
    }
  }
  return { steps, outputs }
}

/** Whether a node is a result of its first operand. */
const readsOne = (n: Node): boolean => n.primitive === 'taken' || n.primitive === 'final' || n.primitive === 'stack'

/** Everything that must exist for some values, the sides of branches left out. */
const eagerFrom = (roots: readonly Node[], stop: Known): ReadonlySet<Node> => {
  const eager = new Set<Node>()
  const pending = [...roots]
  while (pending.length > 0) {
    const n = pending.pop()!
    if (eager.has(n)) continue
    eager.add(n)
    if (!stop.has(n)) for (const input of eagerInputs(n)) pending.push(input)
  }
  return eager
}

/**
 * An order of what must exist for some outputs. Of the sides of a branch it is what both of them need, whichever is taken: so that what
 * many branches share is in one plan.
 */
const eagerOrder = (outputs: readonly Node[], given: Known): readonly Node[] => {
  const eager = new Set<Node>()
  const stop: Known = { has: (n) => given.has(n) || eager.has(n) }
  let roots = outputs
  while (roots.length > 0) {
    const found = [...eagerFrom(roots, stop)].filter((n) => !eager.has(n))
    for (const n of found) eager.add(n)
    roots = found.flatMap((n) => {
      if (n.primitive !== 'branch' || given.has(n)) return []
      const other = eagerFrom(n.attributes.otherwise, stop)
      return [...eagerFrom(n.attributes.then, stop)].filter((i) => other.has(i) && !stop.has(i))
    })
  }
  return evaluationOrder(outputs, given).filter((n) => eager.has(n))
}

const deviceStep = (outputs: readonly Node[], given: Known): readonly Step[] => {
  const wanted = outputs.filter((n) => !given.has(n))
  if (wanted.length === 0) return []
  const reachable = reachableFrom(wanted, given)
  return [
    { _tag: 'Device', program: { inputs: [...reachable].filter((n) => given.has(n)), outputs: [...new Set(wanted)] } },
  ]
}

const hostStep = (node: Node, made: readonly Node[], available: Known): Step => {
  switch (node.primitive) {
    case 'quadraticProgram':
      return { _tag: 'QuadraticProgram', node }
    case 'asked':
      return { _tag: 'Ask', node }
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
      const bound = new Set(boundBy(node))
      return {
        _tag: 'HostLoop',
        node,
        finals,
        stacks,
        body: planOf(bodyOf(node, stacks), { has: (n) => bound.has(n) || available.has(n) }),
      }
    }
    default:
      throw new Error(`internal: ${node.primitive} is not for the host`)
  }
}
