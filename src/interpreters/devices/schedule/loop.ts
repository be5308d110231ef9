import { freeOf, type LoopDemand, type Node, type NodeOf, neededCarries, reachableFrom } from '../../../ir/index.ts'
import type { Buffer, Machine, Unit, Wiring } from '../machine.ts'
import type { List } from './lists.ts'
import type { Context, Scheduling } from './task.ts'

// Nodes of no work of their own: a body reads what is behind them.
const thin: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'alias', 'stopGradient'])

const behind = (node: Node, given: ReadonlySet<Node>): Node => {
  let of = node
  while (thin.has(of.primitive) && !given.has(of)) of = of.inputs[0]!
  return of
}

/** How the rows of a source come into the body. */
const rowsOf = <B extends Buffer>(
  { machine, lists }: Context<B>,
  source: Node,
  { values, slotOf }: Wiring<B>,
): ((index: number) => B) => {
  const list = lists.get(source)
  if (list !== undefined) return (index) => machine.retain(list.rows[index]!)
  const slot = slotOf(source)
  return (index) => machine.row(values[slot]!, source.shape, index)
}

/** How a demanded stack leaves the loop: as the list of its rows, or packed. The rows' references pass to it. */
const stackInto = <B extends Buffer>(
  machine: Machine<B>,
  list: List<B> | undefined,
  stack: Node,
  { values, slotOf }: Wiring<B>,
): ((rows: readonly B[]) => void) => {
  const slot = slotOf(stack)
  return (rows) => {
    if (list === undefined) {
      values[slot] = machine.pack(rows, stack.shape)
      rows.forEach(machine.release)
    } else list.rows = rows
  }
}

/**
 * A loop as one unit: its body is scheduled once and run `times` times. Each iteration is handed the references to its
 * carried values and rows, and hands on those to the next; what the body takes from outside is borrowed. What is `given`
 * outside is there, but what is behind it may not be.
 */
export const loopUnit = <B extends Buffer>(
  context: Context<B>,
  node: NodeOf<'loop'>,
  demand: LoopDemand,
  given: ReadonlySet<Node>,
  schedule: Scheduling<B>,
): Unit<B> => {
  const { machine, listed, lists } = context
  const l = node.attributes
  const needed = neededCarries(node as Node, demand)
  const stacks = demand.stacks.flatMap((s) => (s.primitive === 'stack' ? [s] : []))
  const finals = demand.finals.flatMap((f) => (f.primitive === 'final' ? [f] : []))
  const bodies = [...needed.map((i) => l.next[i]!), ...stacks.map((s) => s.attributes.body)]
  const bound = [l.index, ...l.carried, ...l.sliced.map((s) => s.variable)]
  const outside = freeOf(bodies, bound)
  const free = [...new Set(outside.map((n) => behind(n, given)))].filter((n) => n.primitive !== 'constant')
  const inBody = reachableFrom(bodies, new Set(outside))
  const slices = l.sliced.filter((s) => inBody.has(s.variable))
  const owned = [...needed.map((i) => l.carried[i]!), ...slices.map((s) => s.variable)]
  for (const stack of stacks) if (listed(stack)) lists.set(stack, { rows: [] })

  return {
    reads: [...needed.map((i) => l.initial[i]!), ...slices.map((s) => s.source), ...free],
    makes: [...finals, ...stacks],
    instruction: (wiring) => {
      const { values, slotOf } = wiring
      const body = schedule(context, { owned, borrowed: [l.index, ...free], outputs: bodies })
      const counters = inBody.has(l.index) ? Array.from({ length: l.times }, (_, i) => machine.constant(i)) : []
      const initial = needed.map((i) => slotOf(l.initial[i]!))
      const carried = needed.map((i) => body.slotOf(l.carried[i]!))
      const sliced = slices.map((s) => ({ slot: body.slotOf(s.variable), row: rowsOf(context, s.source, wiring) }))
      const outside = free.map((n) => ({ from: slotOf(n), to: body.slotOf(n) }))
      const leave = stacks.map((stack) => stackInto(machine, lists.get(stack), stack, wiring))
      const ends = finals.map((f) => ({ slot: slotOf(f), carry: needed.indexOf(f.attributes.index) }))
      const index = body.slotOf(l.index)
      return () => {
        const state = initial.map((slot) => machine.retain(values[slot]!))
        const rows = stacks.map((): B[] => new Array<B>(l.times))
        for (const { from, to } of outside) body.values[to] = values[from]!
        for (let step = 0; step < l.times; step++) {
          const i = l.reverse ? l.times - 1 - step : step
          if (counters.length > 0) body.values[index] = counters[i]!
          for (let c = 0; c < carried.length; c++) body.values[carried[c]!] = state[c]!
          for (const { slot, row } of sliced) body.values[slot] = row(i)
          body.run()
          for (let c = 0; c < carried.length; c++) state[c] = body.output(c)
          for (let s = 0; s < rows.length; s++) rows[s]![i] = body.output(carried.length + s)
        }
        for (const { slot, carry } of ends) values[slot] = machine.retain(state[carry]!)
        state.forEach(machine.release)
        for (let s = 0; s < leave.length; s++) leave[s]!(rows[s]!)
      }
    },
  }
}
