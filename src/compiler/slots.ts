import type { Kind2, URIS2 } from 'fp-ts/HKT.js'
import type { Applicative2 } from 'fp-ts/lib/Applicative.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type Kind, matrixOf, type Syntax, widthsOf } from '../dsl/index.ts'
import type { Node, Shape } from '../ir/index.ts'
import type { Layout } from '../networks/index.ts'
import type { MemoryValue } from './host/memory.ts'

/** What a memory keeps beside its examples: a matrix for each field, whose rows are those of its places. */
export type Kept<A> = Readonly<Record<string, { readonly kind: Kind; readonly tensor: A }>>

/**
 * A slot of a method's state: numbers of one kind, a list with one element a task, or a memory, whose examples the host keeps. `A` stands for a
 * tensor and `M` for a memory: shapes when an event is compiled, nodes and terms for its new values, buffers while it is at work, plain
 * arrays outside of any device.
 *
 * @law a functor in both: `map` keeps identities and compositions, and `tensorsIn` sees tensors in the order in which `map` does
 */
export type Slot<A, M> =
  | { readonly _tag: 'Numbers'; readonly kind: Kind; readonly tensors: readonly A[] }
  | { readonly _tag: 'List'; readonly kind: Kind; readonly elements: readonly (readonly (readonly A[])[])[] }
  | { readonly _tag: 'Memory'; readonly value: M; readonly fields?: Kept<A> }

/** A whole state, or what is known of one, by slot. */
export type Slots<A, M> = Readonly<Record<string, Slot<A, M>>>

/** What is known of a memory when an event is compiled. */
export interface MemoryShape {
  readonly capacity: number
  readonly pastTasks: number
  /** Whether it keeps some examples of each task, and shows those of past ones. */
  readonly ofTasks?: boolean
  /** Whether it holds what has the largest scores. */
  readonly scored?: boolean
}

/** What a slot of the state holds when an event is compiled. */
export type SlotShape = Slot<Shape, MemoryShape>

/** The kind of what a slot holds. */
export const kindHeld = (shape: SlotShape): Kind => {
  if (shape._tag !== 'Memory') return shape.kind
  const widths = Object.entries(shape.fields ?? {}).map(([name, { kind }]) => [name, widthOf(kind)])
  return widths.length === 0 ? { _tag: 'Memory' } : { _tag: 'Memory', fields: Object.fromEntries(widths) }
}

/** The kind of what a memory of so many examples keeps of a field: a matrix with a row for each place, and one at least. */
export const keptAs = (capacity: number, width: string | number): Kind => ({
  _tag: 'Params',
  network: matrixOf(rowsKept(capacity), width),
})

/** How many rows there are of what a memory keeps beside its examples: one at least, so that there is something. */
export const rowsKept = (capacity: number): number => Math.max(1, capacity)

/** How wide the rows of a matrix are. */
const widthOf = (kind: Kind) => (kind._tag === 'Params' ? widthsOf(kind.network)?.[1] : undefined)

/** The new value of a slot: program outputs, or a memory that the host computes. */
export type SlotUpdate = Slot<Node, Syntax>

/** A state as plain arrays of the host. */
export type Snapshot = Slots<ArrayLike<number>, MemoryValue>

/** What a tensor of a slot is: one, by its number, of the tensors that a value of some kind has. */
export interface Place {
  readonly kind: Kind
  readonly tensor: number
}

/** The kinds of what stands in each element of a list. */
const elementsOf = (kind: Kind): readonly Kind[] => (kind._tag === 'List' ? kind.elements : [])

/** Numbers of a kind, or a list of so many elements, made of the tensors that values of each kind have. */
export const slotOf = <A>(kind: Kind, tensors: (kind: Kind) => readonly A[], length = 0): Slot<A, never> =>
  kind._tag === 'List'
    ? { _tag: 'List', kind, elements: Array.from({ length }, () => kind.elements.map(tensors)) }
    : { _tag: 'Numbers', kind, tensors: tensors(kind) }

const scalarShapes: readonly Shape[] = [[]]
const shapesIn = new WeakMap<Layout, readonly Shape[]>()

/** A matrix of so many rows and columns needs no network that says how wide they are. */
const ofNumbers = (network: string): readonly Shape[] => {
  const [rows, columns] = widthsOf(network) ?? []
  return typeof rows === 'number' && typeof columns === 'number' ? [[rows, columns]] : []
}

const laidOut = (network: string, layout: Layout | undefined): readonly Shape[] => {
  if (layout === undefined) return ofNumbers(network)
  const shapes = shapesIn.get(layout) ?? layout.tensors.map(({ shape }) => shape)
  shapesIn.set(layout, shapes)
  return shapes
}

/** The shapes of the tensors that a value of a kind has: a scalar is one number, parameters are laid out as their network is. */
export const tensorShapes =
  (layouts: Readonly<Record<string, Layout>>) =>
  (kind: Kind): readonly Shape[] =>
    kind._tag === 'Params' ? laidOut(kind.network, layouts[kind.network]) : scalarShapes

/** Every tensor and the memory as a function has it; the tensors in their order. */
export const mapSlot =
  <A, B, M, N>(f: (tensor: A, place: Place) => B, g: (memory: M) => N) =>
  (slot: Slot<A, M>): Slot<B, N> => {
    const each = (tensors: readonly A[], kind: Kind): readonly B[] => tensors.map((a, tensor) => f(a, { kind, tensor }))
    switch (slot._tag) {
      case 'Numbers':
        return { ...slot, tensors: each(slot.tensors, slot.kind) }
      case 'List': {
        const kinds = elementsOf(slot.kind)
        return { ...slot, elements: slot.elements.map((element) => element.map((of, i) => each(of, kinds[i]!))) }
      }
      case 'Memory': {
        const { fields, ...memory } = slot
        const value = g(slot.value)
        if (fields === undefined) return { ...memory, value }
        const kept = Object.entries(fields).map(
          ([name, { kind, tensor }]) => [name, { kind, tensor: f(tensor, { kind, tensor: 0 }) }] as const,
        )
        return { ...memory, value, fields: Object.fromEntries(kept) }
      }
    }
  }

/** One value from all tensors of a slot of numbers, in their order, or from a memory. */
export const foldSlot =
  <A, M, B>(ofTensors: (tensors: readonly A[]) => B, ofMemory: (memory: M) => B) =>
  (slot: Slot<A, M>): B =>
    slot._tag === 'Memory'
      ? ofMemory(slot.value)
      : ofTensors(slot._tag === 'Numbers' ? slot.tensors : slot.elements.flat(2))

/** The tensors of a slot in their order. */
export const tensorsIn = <A>(slot: Slot<A, unknown>): readonly A[] =>
  slot._tag === 'Memory'
    ? Object.values(slot.fields ?? {}).map(({ tensor }) => tensor)
    : foldSlot<A, unknown, readonly A[]>(
        (tensors) => tensors,
        () => [],
      )(slot)

/** The memory of a slot, if it is one. */
export const memoriesIn: <M>(slot: Slot<unknown, M>) => readonly M[] = foldSlot(
  () => [],
  (memory) => [memory],
)

/** The same slots, each of another form. */
export const mapSlots =
  <A, B, M, N>(f: (tensor: A, place: Place) => B, g: (memory: M) => N) =>
  (slots: Slots<A, M>): Slots<B, N> =>
    Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, mapSlot(f, g)(slot)]))

/** The slots with other tensors in the place of their own, in their order. */
export const withTensors = <B, M>(slots: Slots<unknown, M>, tensors: Iterable<B>): Slots<B, M> => {
  const next = tensors[Symbol.iterator]()
  return mapSlots(
    (): B => next.next().value,
    (memory: M) => memory,
  )(slots)
}

/** Does something for every tensor of some slots, in their order, and puts the results together in one effect. */
export const traverseSlots =
  <F extends URIS2>(F: Applicative2<F>) =>
  <A, B, M, E>(f: (tensor: A) => Kind2<F, E, B>) =>
  (slots: Slots<A, M>): Kind2<F, E, Slots<B, M>> =>
    F.map(RA.traverse(F)(f)(Object.values(slots).flatMap((slot) => tensorsIn(slot))), (made) =>
      withTensors(slots, made),
    )
