import * as E from 'fp-ts/lib/Either.js'
import { canonicalJson } from '../../canonical-json.ts'
import {
  type MemoryValue,
  mapSlot,
  mapSlots,
  type Slot,
  type Snapshot,
  slotOf,
  tensorShapes,
} from '../../compiler/index.ts'
import { type Kind, kindOf, type MethodProgram } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { sizeOf } from '../../ir/index.ts'
import type { Layout } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'
import { initialMemorySlot, type State } from './state.ts'

type Layouts = Readonly<Record<string, Layout>>

/** What the slots of a state hold: numbers or lists of a kind, or a memory that starts so. */
export type Declared = Readonly<Record<string, Kind | Slot<undefined, MemoryValue>>>

/** What a program declares of its state. */
export const declaredBy = ({ theta0, state }: MethodProgram): Declared => ({
  theta: theta0.kind,
  ...Object.fromEntries(Object.entries(state).map(([name, term]) => [name, initialMemorySlot(term) ?? kindOf(term)])),
})

const isSlot = (of: Kind | Slot<undefined, MemoryValue>): of is Slot<undefined, MemoryValue> => 'value' in of

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

const roomOf = (memory: MemoryValue) =>
  memory._tag === 'Ring'
    ? { memory: memory._tag, capacity: memory.capacity }
    : {
        memory: memory._tag,
        capacity: memory.capacity,
        inclusive: memory.inclusive,
        ...(memory.latest === true ? { latest: true } : {}),
        ...(memory.classes === undefined ? {} : { balanced: true }),
        ...(memory.scored === true ? { scored: true, perClass: memory.perClass ?? 'all' } : {}),
      }

/** A saved state, its slots in the order of a program's, if it is of the form that the program's states have on its network. */
export const fitting = (
  where: string,
  declared: Declared,
  layouts: Layouts,
  snapshot: Snapshot,
): E.Either<Fault, Snapshot> => {
  const [due, given] = [Object.keys(declared), Object.keys(snapshot)]
  if (!same(due.toSorted(), given.toSorted()))
    return E.left(
      fault({ where, rule: `a saved state has the slots ${due.join(', ')}`, got: given.join(', ') || 'no slot' }),
    )
  const shapes = tensorShapes(layouts)
  for (const name of due) {
    const [slot, of] = [snapshot[name]!, declared[name]!]
    const length = slot._tag === 'List' ? slot.elements.length : 0
    const wanted = isSlot(of)
      ? mapSlot((_: undefined, { kind, tensor }) => sizeOf(shapes(kind)[tensor]!), roomOf)(of)
      : slotOf(of, (kind) => shapes(kind).map(sizeOf), length)
    const found = mapSlot((values: ArrayLike<number>) => values.length, roomOf)(slot)
    if (!same(wanted, found))
      return E.left(
        fault({
          where,
          rule: 'a saved slot has the form of the slot that it is restored to',
          path: [name],
          got: `${JSON.stringify(found)} where ${JSON.stringify(wanted)} is due`,
          hint: 'restore a state with the method, the counts and the network that it was saved with',
        }),
      )
  }
  return E.right(Object.fromEntries(due.map((name) => [name, snapshot[name]!])))
}

/** A saved state on a device. */
export const uploaded = <Buffer>(device: Device<Buffer>, layouts: Layouts, snapshot: Snapshot): State<Buffer> => {
  const shapes = tensorShapes(layouts)
  return mapSlots(
    (values: ArrayLike<number>, { kind, tensor }) => device.upload(shapes(kind)[tensor]!, values),
    (memory: MemoryValue) => memory,
  )(snapshot)
}
