import type { MemoryValue, Slot, Snapshot } from '../../compiler/index.ts'
import type { Kind } from '../../dsl/index.ts'
import type { NamedTensor } from '../../formats/index.ts'
import type { Layout } from '../../networks/index.ts'
import { type ExampleShape, encodeExamples } from './examples.ts'
import type { MemoryForm, SlotForm, StateForm } from './form.ts'

/** A state for files: its numbers as tensors with names, and what it is but those, which JSON writes. */
export interface EncodedState {
  readonly form: StateForm
  readonly tensors: readonly NamedTensor[]
}

/** What names and shapes the tensors of a state: the layouts of what its parameters are of, and what an example is. */
export interface Naming extends ExampleShape {
  readonly layouts: Readonly<Record<string, Layout>>
}

/** Float32 where no number needs more: so the numbers of a device that computes in float64 stay what they are. */
const exactly = (values: ArrayLike<number>): Float32Array | Float64Array => {
  if (values instanceof Float32Array) return values
  const narrow = Float32Array.from(values)
  for (let i = 0; i < values.length; i += 1) if (!Object.is(narrow[i]!, values[i]!)) return Float64Array.from(values)
  return narrow
}

const named = (
  { layouts }: Naming,
  under: string,
  kind: Kind,
  values: readonly ArrayLike<number>[],
): readonly NamedTensor[] => {
  if (kind._tag !== 'Params') return values.map((of) => ({ name: under, shape: [], values: exactly(of) }))
  const laid = layouts[kind.network]?.tensors
  return values.map((of, i) => ({
    name: `${under}/${laid?.[i]?.name ?? i}`,
    shape: laid?.[i]?.shape ?? [of.length],
    values: exactly(of),
  }))
}

const encodedMemory = (
  naming: Naming,
  name: string,
  memory: MemoryValue,
): { readonly value: MemoryForm; readonly tensors: readonly NamedTensor[] } => {
  if (memory._tag === 'Reservoir') {
    const { slots, ...rest } = memory
    return { value: { ...rest, count: slots.length }, tensors: encodeExamples(name, naming, slots) }
  }
  return {
    value: { ...memory, tasks: memory.tasks.map(({ task, seen, slots }) => ({ task, seen, count: slots.length })) },
    tensors: memory.tasks.flatMap(({ task, slots }) => encodeExamples(`${name}/${task}`, naming, slots)),
  }
}

type Encoded = { readonly form: SlotForm; readonly tensors: readonly NamedTensor[] }

const encodedSlot = (naming: Naming, name: string, slot: Slot<ArrayLike<number>, MemoryValue>): Encoded => {
  switch (slot._tag) {
    case 'Numbers': {
      const tensors = named(naming, name, slot.kind, slot.tensors)
      const kind = slot.kind as Extract<SlotForm, { readonly _tag: 'Numbers' }>['kind']
      return { form: { _tag: 'Numbers', kind, tensors: tensors.map((one) => one.name) }, tensors }
    }
    case 'List': {
      const kind = slot.kind as Extract<SlotForm, { readonly _tag: 'List' }>['kind']
      const elements = slot.elements.map((element, i) =>
        element.map((values, part) => named(naming, `${name}/${i}/${kind.names[part]}`, kind.elements[part]!, values)),
      )
      return {
        form: { _tag: 'List', kind, elements: elements.map((of) => of.map((part) => part.map((one) => one.name))) },
        tensors: elements.flat(2),
      }
    }
    case 'Memory': {
      const { value, tensors } = encodedMemory(naming, name, slot.value)
      if (slot.fields === undefined) return { form: { _tag: 'Memory', value }, tensors }
      const kept = Object.entries(slot.fields).map(([field, { kind, tensor }]) => ({
        field,
        kind: kind as Extract<SlotForm, { readonly _tag: 'Numbers' }>['kind'],
        tensor: named(naming, `${name}/fields/${field}`, kind, [tensor])[0]!,
      }))
      const fields = Object.fromEntries(kept.map(({ field, kind, tensor }) => [field, { kind, tensor: tensor.name }]))
      return {
        form: { _tag: 'Memory', value, fields },
        tensors: [...tensors, ...kept.map(({ tensor }) => tensor)],
      }
    }
  }
}

/**
 * The whole state of a method (see `Session.save`) as tensors with names and JSON. The tensors of a slot are called `SLOT/TENSOR`, those of
 * element i of a list `SLOT/i/PART/TENSOR`, a number `SLOT`, the examples of a memory as `encodeExamples` says,
 * and what it keeps beside them `SLOT/fields/FIELD/TENSOR`.
 *
 * @law decodeState ∘ encodeState = identity, to the bit
 */
export const encodeState =
  (naming: Naming) =>
  (snapshot: Snapshot): EncodedState => {
    const all = Object.entries(snapshot).map(([slot, of]) => ({ slot, ...encodedSlot(naming, slot, of) }))
    return { form: all.map(({ slot, form }) => ({ slot, form })), tensors: all.flatMap(({ tensors }) => tensors) }
  }
