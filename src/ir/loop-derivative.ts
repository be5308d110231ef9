import { cotangentFlow } from './flow.ts'
import { freeOf } from './free.ts'
import { type Masked, whole } from './mask.ts'
import type { Loop, Node, NodeOf } from './node.ts'
import { boundBy, evaluationOrder, variablesIn } from './order.ts'
import { residualsOf } from './residuals.ts'
import { rewrite } from './rewrite.ts'
import type { Operations } from './vocabulary.ts'

/** A node to pull back from: its cotangent, with a mask where that is known. */
export type Seed = Masked & { readonly node: Node }

/** Pulls cotangents back to targets, each in parts by mask. Nothing in `outside` depends on a target. */
export type PullParts = (
  o: Operations,
  seeds: readonly Seed[],
  targets: readonly Node[],
  outside?: ReadonlySet<Node>,
) => readonly (readonly Masked[])[]

/** The cotangents of what a loop yields: carried variables by number, stacked nodes of the body. */
export interface LoopCotangents {
  readonly finals: ReadonlyMap<number, Node>
  readonly stacks: ReadonlyMap<Node, readonly Masked[]>
}

/** The variables of a loop on which a derivative can depend, given the active values outside it. */
const activeVariables = (l: Loop, outside: ReadonlySet<Node>, active: ReadonlySet<Node>) => {
  const free = [...outside].filter((n) => active.has(n))
  const sliced = l.sliced.filter((s) => active.has(s.source))
  const carried = new Set(l.carried.flatMap((_, i) => (active.has(l.initial[i]!) ? [i] : [])))
  // Forward from what is active; where that reaches a next value, its variable is active as well.
  const order = evaluationOrder(
    l.next,
    new Set([...outside, l.index, ...l.carried, ...l.sliced.map((s) => s.variable)]),
  )
  const users = new Map<Node, Node[]>(order.map((node) => [node, []]))
  for (const node of order) for (const input of node.inputs) users.get(input)?.push(node)
  const becomes = new Map<Node, number[]>()
  l.next.forEach((node, i) => {
    if (node.type === 'float') becomes.set(node, [...(becomes.get(node) ?? []), i])
  })
  const reached = new Set<Node>()
  const pending = [...free, ...sliced.map((s) => s.variable), ...[...carried].map((i) => l.carried[i]!)]
  while (pending.length > 0) {
    const node = pending.pop()!
    if (reached.has(node)) continue
    reached.add(node)
    for (const user of users.get(node) ?? []) pending.push(user)
    for (const i of becomes.get(node) ?? []) {
      carried.add(i)
      pending.push(l.carried[i]!)
    }
  }
  return { free, sliced, carried: [...carried].sort((a, b) => a - b) }
}

/**
 * The derivative of a loop is a loop that runs backwards. Its body is the pull-back of the forward body, by `pull`; the forward
 * values it needs (residuals) are stacks that the forward loop is asked to yield as well, so nothing is run twice.
 * Yields cotangents for the loop's initial values, sliced sources and free nodes. Masks are followed, row by row, from a
 * stack into the body and from the body to a source.
 */
export const loopDerivative = (
  o: Operations,
  unit: NodeOf<'loop'>,
  asked: LoopCotangents,
  active: ReadonlySet<Node>,
  pull: PullParts,
): readonly (readonly [Node, Masked])[] => {
  const { build } = o
  const l = unit.attributes
  const outside = new Set(freeOf([...l.next, ...asked.stacks.keys()], boundBy(unit)))
  const { free, sliced, carried } = activeVariables(l, outside, active)

  const index = build.variable(`${l.index.primitive === 'input' ? l.index.attributes.name : 'i'}′`, [])
  const slices: { readonly variable: Node; readonly source: Node }[] = []
  const rowOf = (name: string, source: Node): Node => {
    const variable = build.variable(name, source.shape.slice(1), source.type)
    slices.push({ variable, source })
    return variable
  }
  const stackSeeds = [...asked.stacks].flatMap(([node, parts]) =>
    parts.map(({ mask, cotangent }) => ({
      node,
      cotangent: rowOf('dy', cotangent),
      mask: mask.map(({ condition, holds }) => ({ condition: rowOf('where', condition), holds })),
    })),
  )
  const stateOf = new Map(carried.map((i) => [i, build.variable(`d${i}`, l.carried[i]!.shape)]))
  const targets = [...carried.map((i) => l.carried[i]!), ...free, ...sliced.map((s) => s.variable)]

  // A carried variable takes part once its cotangent can be other than zero.
  const position = new Map(carried.map((i) => [l.carried[i]!, i]))
  const flow = cotangentFlow(o, outside)
  const live = new Set(carried.filter((i) => asked.finals.has(i)))
  let seeds = [...[...live].map((i) => l.next[i]!), ...asked.stacks.keys()]
  while (seeds.length > 0) {
    const grown = flow(seeds).flatMap((node) => {
      const i = position.get(node)
      return i === undefined || live.has(i) ? [] : [i]
    })
    grown.sort((a, b) => a - b)
    for (const i of grown) live.add(i)
    seeds = grown.map((i) => l.next[i]!)
  }
  const pulled = pull(
    o,
    [...[...live].map((i) => ({ node: l.next[i]!, cotangent: stateOf.get(i)!, mask: [] })), ...stackSeeds],
    targets,
    outside,
  )
  const states = carried.filter((i) => live.has(i))
  const zeros = (node: Node): Node => o.constant(0, node.shape)
  const at = new Map(targets.map((target, i) => [target, pulled[i]!]))
  const partsAt = (target: Node): readonly Masked[] => at.get(target)!
  const sums = free.flatMap((node) => {
    const term = whole(o, partsAt(node))
    return term === undefined ? [] : [{ node, variable: build.variable('sum', node.shape), term }]
  })
  const rows = sliced.flatMap(({ variable, source }) => partsAt(variable).map((part) => ({ source, ...part })))
  const next = [
    ...states.map((i) => whole(o, partsAt(l.carried[i]!)) ?? zeros(l.carried[i]!)),
    ...sums.map((s) => o.add(s.variable, s.term)),
  ]
  const roots = [...next, ...rows.flatMap((r) => [r.cotangent, ...r.mask.map((m) => m.condition)])]
  const bound = [...stateOf.values(), ...sums.map((s) => s.variable), ...slices.map((s) => s.variable)]
  const residuals = residualsOf(build, unit, roots, bound)
  const standing = new Map([
    ...freeOf(roots, [...boundBy(unit), ...bound]).map((node) => [node, node] as const),
    [l.index, index] as const,
    ...residuals.map((r) => [r.node, r.variable] as const),
  ])
  const body = rewrite(build, roots, standing)
  const rebuilt = new Map(roots.map((root, i) => [root, body[i]!]))
  const used = variablesIn(
    body,
    [...slices, ...residuals].map((s) => s.variable),
  )

  const reverse = build.loop({
    times: l.times,
    reverse: !l.reverse,
    index,
    carried: [...states.map((i) => stateOf.get(i)!), ...sums.map((s) => s.variable)],
    initial: [...states.map((i) => asked.finals.get(i) ?? zeros(l.carried[i]!)), ...sums.map((s) => zeros(s.node))],
    sliced: [...slices, ...residuals].flatMap((s) =>
      used.has(s.variable) ? [{ variable: s.variable, source: s.source }] : [],
    ),
    next: body.slice(0, next.length),
  })
  // Where an element was given nothing at all, or nothing outside its mask, its sum is an exact 0 and has to stay so.
  const final = (index: number, parts: readonly Masked[]): Masked => {
    const cotangent = build.make('final', [reverse], { index })
    const masked = parts.length > 0 && parts.every(({ mask }) => mask.length > 0)
    return { mask: masked ? [{ condition: o.equal(cotangent, zeros(cotangent)), holds: false }] : [], cotangent }
  }
  const stacked = (node: Node): Node => build.stack(reverse, rebuilt.get(node)!)
  return [
    ...states.map((i, position) => [l.initial[i]!, final(position, partsAt(l.carried[i]!))] as const),
    ...sums.map((s, position) => [s.node, final(states.length + position, partsAt(s.node))] as const),
    ...rows.map(({ source, mask, cotangent }) => {
      const where = mask.map(({ condition, holds }) => ({ condition: stacked(condition), holds }))
      return [source, { mask: where, cotangent: stacked(cotangent) }] as const
    }),
  ]
}
