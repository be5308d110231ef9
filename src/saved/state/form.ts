import * as t from 'io-ts'

/** A whole number from 0 on. */
const whole = new t.Type<number, number>(
  'a whole number ≥ 0',
  (u): u is number => Number.isSafeInteger(u) && (u as number) >= 0,
  (u, c) => (Number.isSafeInteger(u) && (u as number) >= 0 ? t.success(u as number) : t.failure(u, c)),
  t.identity,
)

/** The kinds that a slot's numbers have. */
const flat = t.union([t.type({ _tag: t.literal('Scalar') }), t.type({ _tag: t.literal('Params'), network: t.string })])

const list = t.type({ _tag: t.literal('List'), names: t.readonlyArray(t.string), elements: t.readonlyArray(flat) })

const examples = { seen: whole, count: whole }

const memory = t.union([
  t.intersection([
    t.type({ _tag: t.literal('Reservoir'), capacity: whole, inclusive: t.boolean, ...examples }),
    t.partial({
      latest: t.boolean,
      scored: t.boolean,
      perClass: whole,
      classes: t.readonlyArray(t.type({ label: whole, seen: whole, full: t.boolean })),
    }),
  ]),
  t.type({
    _tag: t.literal('Ring'),
    capacity: whole,
    tasks: t.readonlyArray(t.type({ task: whole, ...examples })),
  }),
])

/** What a slot is but its numbers: of each tensor the name; of a memory how much it holds and has seen, and what it keeps beside its examples. */
export const slotForm = t.union([
  t.type({ _tag: t.literal('Numbers'), kind: flat, tensors: t.readonlyArray(t.string) }),
  t.type({
    _tag: t.literal('List'),
    kind: list,
    elements: t.readonlyArray(t.readonlyArray(t.readonlyArray(t.string))),
  }),
  t.intersection([
    t.type({ _tag: t.literal('Memory'), value: memory }),
    t.partial({ fields: t.record(t.string, t.type({ kind: flat, tensor: t.string })) }),
  ]),
])

/** What a state is but its numbers, slot by slot in their order. */
export const stateForm = t.readonlyArray(t.type({ slot: t.string, form: slotForm }))

export type MemoryForm = t.TypeOf<typeof memory>
export type SlotForm = t.TypeOf<typeof slotForm>
export type StateForm = t.TypeOf<typeof stateForm>
