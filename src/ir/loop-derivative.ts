import { pullParts } from './differentiate.ts'
import { dependence, freeOf } from './free.ts'
import { type Masked, whole } from './mask.ts'
import type { Loop, Node, NodeOf } from './node.ts'
import type { Operations } from './operations.ts'
import { reachableFrom } from './order.ts'
import { residualsOf } from './residuals.ts'
import { rewrite } from './rewrite.ts'

/** The cotangents of what a loop yields: carried variables by number, stacked nodes of the body. */
export interface LoopCotangents {
  readonly finals: ReadonlyMap<number, Node>
  readonly stacks: ReadonlyMap<Node, readonly Masked[]>
}

/** The variables of a loop on which a derivative can depend, given the active values outside it. */
const activeVariables = (l: Loop, roots: readonly Node[], active: ReadonlySet<Node>) => {
  const bound = [l.index, ...l.carried, ...l.sliced.map((s) => s.variable)]
  const free = freeOf(roots, bound).filter((n) => active.has(n))
  const sliced = l.sliced.filter((s) => active.has(s.source))
  const carried = new Set(l.carried.flatMap((_, i) => (active.has(l.initial[i]!) ? [i] : [])))
  for (;;) {
    const depends = dependence([...free, ...sliced.map((s) => s.variable), ...[...carried].map((i) => l.carried[i]!)])
    const grown = l.next.flatMap((n, i) => (!carried.has(i) && n.type === 'float' && depends(n) ? [i] : []))
    if (grown.length === 0) return { free, sliced, carried: [...carried].sort((a, b) => a - b) }
    for (const i of grown) carried.add(i)
  }
}

// Recomputing these from their operand costs nothing worth a stack.
const cheap: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'transpose', 'alias', 'stopGradient'])

/**
 * The derivative of a loop is a loop that runs backwards. Its body is the pull-back of the forward body; the forward
 * values it needs (residuals) are stacks that the forward loop is asked to yield as well, so nothing is run twice.
 * Yields cotangents for the loop's initial values, sliced sources and free nodes.
 */
export const loopDerivative = (
  o: Operations,
  l: Loop,
  asked: LoopCotangents,
  active: ReadonlySet<Node>,
): readonly (readonly [Node, Node])[] => {
  const { build } = o
  const forwardVariables = [l.index, ...l.carried, ...l.sliced.map((s) => s.variable)]
  const unit = build.loop(l)
  const { free, sliced, carried } = activeVariables(l, [...l.next, ...asked.stacks.keys()], active)

  const index = build.variable(`${l.index.primitive === 'input' ? l.index.attributes.name : 'i'}′`, [])
  const stackSeeds = [...asked.stacks].map(([body, source]) => ({
    body,
    source,
    variable: build.variable('dy', body.shape),
  }))
  const stateOf = new Map(carried.map((i) => [i, build.variable(`d${i}`, l.carried[i]!.shape)]))
  const targets = [...carried.map((i) => l.carried[i]!), ...free, ...sliced.map((s) => s.variable)]

  // A carried variable takes part once its cotangent can be other than zero; found as a fixed point.
  const live = new Set(carried.filter((i) => asked.finals.has(i)))
  const pull = (): readonly (Node | undefined)[] =>
    pullBack(
      o,
      [
        ...[...live].map((i) => ({ node: l.next[i]!, cotangent: stateOf.get(i)! })),
        ...stackSeeds.map(({ body, variable }) => ({ node: body, cotangent: variable })),
      ],
      targets,
    )
  let pulled = pull()
  for (;;) {
    const grown = carried.filter((i, position) => !live.has(i) && pulled[position] !== undefined)
    if (grown.length === 0) break
    for (const i of grown) live.add(i)
    pulled = pull()
  }
  const states = carried.filter((i) => live.has(i))
  const zeros = (node: Node): Node => o.constant(0, node.shape)
  const at = (target: Node): Node | undefined => pulled[targets.indexOf(target)]
  const sums = free.flatMap((node) =>
    at(node) === undefined ? [] : [{ node, variable: build.variable('sum', node.shape), term: at(node)! }],
  )
  const rows = sliced.flatMap((s) =>
    at(s.variable) === undefined ? [] : [{ source: s.source, term: at(s.variable)! }],
  )
  const roots = [
    ...states.map((i) => at(l.carried[i]!) ?? zeros(l.carried[i]!)),
    ...sums.map((s) => o.add(s.variable, s.term)),
    ...rows.map((r) => r.term),
  ]

  // Residuals: maximal values of the forward body that the backward body uses.
  const forward = dependence(forwardVariables)
  const backwardVariables = [...stateOf.values(), ...sums.map((s) => s.variable), ...stackSeeds.map((s) => s.variable)]
  const backward = dependence(backwardVariables)
  const residuals = new Map<Node, Node>()
  const residualSlices: { variable: Node; source: Node }[] = []
  const visited = new Set<Node>()
  const pending = [...roots].reverse()
  while (pending.length > 0) {
    const node = pending.pop()!
    if (visited.has(node) || !forward(node)) continue
    visited.add(node)
    if (node === l.index) residuals.set(node, index)
    else if (backward(node) || node.primitive === 'loop' || cheap.has(node.primitive))
      pending.push(...[...node.inputs].reverse())
    else {
      const own = l.sliced.find((s) => s.variable === node)
      const variable = build.variable('residual', node.shape, node.type)
      residuals.set(node, variable)
      residualSlices.push({ variable, source: own?.source ?? build.stack(unit, node) })
    }
  }
  const body = rewrite(
    build,
    roots,
    new Map([[l.index, index], ...residuals.map((r) => [r.node, r.variable] as const)]),
  )
  const used = reachableFrom(body)
  const reverse = build.loop({
    times: l.times,
    reverse: !l.reverse,
    index,
    carried: [...states.map((i) => stateOf.get(i)!), ...sums.map((s) => s.variable)],
    initial: [...states.map((i) => asked.finals.get(i) ?? zeros(l.carried[i]!)), ...sums.map((s) => zeros(s.node))],
    sliced: [...slices, ...residuals].flatMap(({ variable, source }) =>
      used.has(variable) ? [{ variable, source }] : [],
    ),
    next: body.slice(0, next.length),
  })
  const final = (index: number): Masked => ({ mask: [], cotangent: build.make('final', [reverse], { index }) })
  const rebuilt = new Map(roots.map((root, i) => [root, body[i]!]))
  const stacked = (node: Node): Node => build.stack(reverse, rebuilt.get(node)!)
  return [
    ...states.map((i, position) => [l.initial[i]!, final(position)] as const),
    ...sums.map((s, position) => [s.node, final(states.length + position)] as const),
    ...rows.map(({ source, mask, cotangent }) => {
      const where = mask.map(({ condition, holds }) => ({ condition: stacked(condition), holds }))
      return [source, { mask: where, cotangent: stacked(cotangent) }] as const
    }),
  ]
}
