import { evaluationOrder, type LoopDemand, loopDemands, type Node } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'
import type { Buffer, Instruction, Unit } from '../machine.ts'
import { loopUnit } from './loop.ts'
import type { Context, Schedule, Task } from './task.ts'

/** The units that `wanted` needs, operands first. */
const sorted = <B extends Buffer>(
  units: readonly Unit<B>[],
  wanted: Iterable<Node>,
  given: ReadonlySet<Node>,
): readonly Unit<B>[] => {
  const maker = new Map<Node, Unit<B>>(units.flatMap((unit) => unit.makes.map((node) => [node, unit] as const)))
  const placed = new Set<Unit<B>>()
  const open = new Set<Unit<B>>()
  const order: Unit<B>[] = []
  const pending: { readonly unit: Unit<B>; readonly ready: boolean }[] = []
  const ask = (node: Node): void => {
    const unit = maker.get(holderOf(node, given))
    if (unit !== undefined && !placed.has(unit)) pending.push({ unit, ready: false })
  }
  for (const node of wanted) {
    ask(node)
    while (pending.length > 0) {
      const { unit, ready } = pending.pop()!
      if (placed.has(unit)) continue
      if (ready) {
        placed.add(unit)
        order.push(unit)
      } else {
        if (open.has(unit)) throw new Error('internal: units of work wait for each other')
        open.add(unit)
        pending.push({ unit, ready: true })
        for (let i = unit.reads.length - 1; i >= 0; i--) ask(unit.reads[i]!)
      }
    }
  }
  return order
}

const unitsOf = <B extends Buffer>(context: Context<B>, task: Task, given: ReadonlySet<Node>): readonly Unit<B>[] => {
  const order = evaluationOrder(task.outputs, given).filter((node) => !given.has(node))
  const demands = loopDemands(order)
  const nothing: LoopDemand = { finals: [], stacks: [] }
  const loops = new Map<Node, Unit<B>>(
    order.flatMap((node) =>
      node.primitive === 'loop'
        ? [[node, loopUnit(context, node, demands.get(node) ?? nothing, given, schedule)] as const]
        : [],
    ),
  )
  const plain = order.filter((node) => holderOf(node, given) === node)
  return sorted([...loops.values(), ...context.machine.units(plain, loops, task.outputs, given)], task.outputs, given)
}

export const schedule = <B extends Buffer>(context: Context<B>, task: Task): Schedule<B> => {
  const { machine, lists } = context
  const given = new Set([...task.owned, ...task.borrowed])
  const holder = (node: Node): Node => holderOf(node, given)
  const units = unitsOf(context, task, given)
  const values: B[] = []
  const slots = new Map<Node, number>()
  const place = (node: Node): number => {
    const known = slots.get(node)
    if (known !== undefined) return known
    const slot = slots.size
    slots.set(node, slot)
    if (node.primitive === 'constant') values[slot] = machine.constant(node.attributes.value)
    return slot
  }
  const slotOf = (node: Node): number => place(holder(node))
  for (const node of [...given, ...units.flatMap((unit) => unit.makes)]) place(node)

  const outputs = task.outputs.map(holder)
  const lastUse = new Map<Node, number>()
  const made = new Set([...task.owned, ...units.flatMap((unit) => unit.makes)])
  for (const node of made) lastUse.set(node, -1)
  units.forEach((unit, position) => {
    for (const node of [...unit.makes, ...unit.reads.map(holder)]) if (made.has(node)) lastUse.set(node, position)
  })
  for (const node of outputs) lastUse.delete(node)

  const releasing = (slots: readonly number[]) => (): void => {
    for (let i = 0; i < slots.length; i++) machine.release(values[slots[i]!]!)
  }
  const dyingAt = new Map<number, Node[]>()
  for (const [node, position] of lastUse) {
    const others = dyingAt.get(position)
    if (others === undefined) dyingAt.set(position, [node])
    else others.push(node)
  }
  const releaseAt = (position: number): readonly Instruction[] => {
    const dying = dyingAt.get(position) ?? []
    const rows = dying.flatMap((node) => lists.get(node) ?? [])
    const numbers = dying.flatMap((node) => (lists.has(node) ? [] : [slots.get(node)!]))
    return [
      ...(numbers.length === 0 ? [] : [releasing(numbers)]),
      ...rows.map((list) => () => {
        list.rows.forEach(machine.release)
        list.rows = []
      }),
    ]
  }
  const instructions = [
    ...releaseAt(-1),
    ...units.flatMap((unit, position) => [
      unit.instruction({ values, slotOf, dies: (node) => lastUse.get(holder(node)) === position }),
      ...releaseAt(position),
    ]),
  ]
  const outputSlots = outputs.map(place)
  const first = new Map([...outputs.entries()].reverse().map(([position, node]) => [node, position]))
  const moved = outputs.map((node, position) => made.has(node) && first.get(node) === position)
  return {
    values,
    slotOf,
    run: () => {
      for (let i = 0; i < instructions.length; i++) instructions[i]!()
    },
    output: (position) => {
      const buffer = values[outputSlots[position]!]!
      return moved[position] ? buffer : machine.retain(buffer)
    },
  }
}
