import type { HandlerProgram, MethodProgram } from '../method.ts'
import type { Syntax, Variable } from '../syntax.ts'
import { batchKind } from '../term.ts'
import { auxiliaryNetwork } from './networks.ts'
import { type NodeCodecs, nodeCodecs } from './nodes.ts'
import { number } from './plain-values.ts'

/** The fields of a node as they are written, with the numbers that `numberOf` gives the nodes in them. */
const writer = (numberOf: (node: Syntax) => number): ((s: Syntax) => object) => {
  const codecs: NodeCodecs = nodeCodecs({ at: () => undefined, numberOf })
  return (s) => ({ _tag: s._tag, ...(codecs(s._tag).encode as (s: Syntax) => object)(s) })
}

/** The nodes that a node mentions, in the order of its fields. */
const mentionedBy = (() => {
  let found: Syntax[] = []
  const write = writer((node) => {
    found.push(node)
    return 0
  })
  return (s: Syntax): readonly Syntax[] => {
    found = []
    write(s)
    return found
  }
})()

/** Terms as a list of nodes, each after those that it mentions and each once; a node refers to others by number. */
export const nodeTable = (
  roots: readonly Syntax[],
): { readonly nodes: readonly object[]; readonly numberOf: (node: Syntax) => number } => {
  const numbers = new Map<Syntax, number>()
  const nodes: object[] = []
  const numberOf = (node: Syntax): number => numbers.get(node) ?? -1
  const write = writer(numberOf)
  const open: { readonly node: Syntax; readonly children: readonly Syntax[]; next: number }[] = []
  const entered = new Set<Syntax>()
  const enter = (node: Syntax): void => {
    if (entered.has(node)) return
    entered.add(node)
    open.push({ node, children: mentionedBy(node), next: 0 })
  }
  for (const root of roots) {
    enter(root)
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const child = top.children[top.next]
      top.next += 1
      if (child !== undefined) enter(child)
      else {
        numbers.set(top.node, nodes.length)
        nodes.push(write(top.node))
        open.pop()
      }
    }
  }
  return { nodes, numberOf }
}

const numbered = (
  terms: Readonly<Record<string, Syntax>>,
  numberOf: (node: Syntax) => number,
): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, numberOf(term)]))

// An event that comes without examples is written with a batch that nothing is made of.
const noBatch: Variable = { _tag: 'Variable', id: 0, name: 'B', kind: batchKind }

const encodeHandler = ({ slots, task, batches, updates }: HandlerProgram): object => {
  const given = Object.values(batches)
  const [only = noBatch, ...others] = given
  const written = given.length === 0 ? [noBatch] : given
  const { nodes, numberOf } = nodeTable([...Object.values(slots), task, ...written, ...Object.values(updates)])
  return {
    slots: numbered(slots, numberOf),
    task: numberOf(task),
    ...(others.length === 0 ? { batch: numberOf(only) } : { batches: numbered(batches, numberOf) }),
    updates: numbered(updates, numberOf),
    nodes,
  }
}

/**
 * A program as plain JSON: for its state and for each event a list of nodes that refer to earlier ones by number, so that
 * what is shared stays shared. Programs that differ only in the numbers of their variables are written alike. The order of
 * `updates` belongs to the program: draws are numbered along it.
 */
export const encodeProgram = ({ method, options, theta0, networks, state, handlers }: MethodProgram): unknown => {
  const own = Object.entries(networks ?? {})
  const initial = Object.fromEntries(own.map(([name, of]) => [name, of.initial]))
  const { nodes, numberOf } = nodeTable([theta0, ...Object.values(initial), ...Object.values(state)])
  return {
    method,
    options: Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, typeof value === 'number' ? number.encode(value) : value]),
    ),
    ...(networks === undefined
      ? {}
      : {
          networks: Object.fromEntries(own.map(([name, of]) => [name, auxiliaryNetwork.encode(of.network)])),
        }),
    state: {
      theta0: numberOf(theta0),
      ...(networks === undefined ? {} : { networks: numbered(initial, numberOf) }),
      slots: numbered(state, numberOf),
      nodes,
    },
    handlers: Object.fromEntries(Object.entries(handlers).map(([event, handler]) => [event, encodeHandler(handler)])),
  }
}
