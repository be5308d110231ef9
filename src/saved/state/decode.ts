import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Kept, MemoryValue, Slot, Snapshot } from '../../compiler/index.ts'
import type { Fault } from '../../fault.ts'
import type { EncodedState } from './encode.ts'
import { decodeExamples } from './examples.ts'
import type { MemoryForm, SlotForm } from './form.ts'
import { byName, type Tensors, tensorIn } from './tensors.ts'

const numbers = (tensors: Tensors, names: readonly string[]): E.Either<Fault, readonly ArrayLike<number>[]> =>
  pipe(
    names,
    E.traverseArray((name) => tensorIn(tensors, name)),
    E.map((found) => found.map(({ values }) => values)),
  )

const memoryOf = (name: string, form: MemoryForm, tensors: Tensors): E.Either<Fault, MemoryValue> => {
  if (form._tag === 'Reservoir') {
    const { count, ...rest } = form
    return pipe(
      decodeExamples(name, count, tensors),
      E.map((slots) => ({ ...rest, slots }) as MemoryValue),
    )
  }
  return pipe(
    form.tasks,
    E.traverseArray(({ task, seen, count }) =>
      pipe(
        decodeExamples(`${name}/${task}`, count, tensors),
        E.map((slots) => ({ task, seen, slots })),
      ),
    ),
    E.map((tasks) => ({ ...form, tasks })),
  )
}

/** What a memory keeps beside its examples. */
const keptOf = (
  fields: Extract<SlotForm, { readonly _tag: 'Memory' }>['fields'],
  tensors: Tensors,
): E.Either<Fault, Kept<ArrayLike<number>> | undefined> =>
  fields === undefined
    ? E.right(undefined)
    : pipe(
        Object.entries(fields),
        E.traverseArray(([field, { kind, tensor }]) =>
          pipe(
            tensorIn(tensors, tensor),
            E.map(({ values }) => [field, { kind, tensor: values }] as const),
          ),
        ),
        E.map((kept) => Object.fromEntries(kept)),
      )

const slotOf = (
  name: string,
  form: SlotForm,
  tensors: Tensors,
): E.Either<Fault, Slot<ArrayLike<number>, MemoryValue>> => {
  switch (form._tag) {
    case 'Numbers':
      return pipe(
        numbers(tensors, form.tensors),
        E.map((of) => ({ ...form, tensors: of })),
      )
    case 'List':
      return pipe(
        form.elements,
        E.traverseArray(E.traverseArray((names: readonly string[]) => numbers(tensors, names))),
        E.map((elements) => ({ ...form, elements })),
      )
    case 'Memory':
      return pipe(
        E.Do,
        E.bind('value', () => memoryOf(name, form.value, tensors)),
        E.bind('fields', () => keptOf(form.fields, tensors)),
        E.map(({ value, fields }) => ({ _tag: 'Memory', value, ...(fields === undefined ? {} : { fields }) })),
      )
  }
}

/**
 * The state that `encodeState` wrote; whether it is one of a method on a network is told by `Session.restore`.
 *
 * @returns a `Left` with the name of a tensor that isn't there or is of another form
 */
export const decodeState = ({ form, tensors }: EncodedState): E.Either<Fault, Snapshot> => {
  const named = byName(tensors)
  return pipe(
    form,
    E.traverseArray(({ slot, form: of }) =>
      pipe(
        slotOf(slot, of, named),
        E.map((value) => [slot, value] as const),
      ),
    ),
    E.map((slots): Snapshot => Object.fromEntries(slots)),
  )
}
