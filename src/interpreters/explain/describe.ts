import {
  type EventRow,
  events,
  givenTo,
  type HandlerName,
  type HandlerProgram,
  handlerNames,
  headingOfRule,
  type Method,
  type MethodProgram,
  ruleName,
  type Syntax,
  type Values,
} from '../../dsl/index.ts'
import type { Block, Document, Section, Text } from './document.ts'
import { type Surroundings, type Written, writeEvent } from './event.ts'
import { indexed, listed, type Maths, symbol } from './maths.ts'
import { presentation, type Show } from './present.ts'
import { survey } from './survey.ts'

/** What the parameters that predictions are made with are called, and outputs that a rule gives. */
const predicted = symbol('φ')
const ruled = symbol('z')

const isRule = ({ updates }: HandlerProgram): boolean => Object.hasOwn(updates, ruleName)

/** The words above an event, its symbols in their places. */
const titleOf = (name: HandlerName, handler: HandlerProgram): Text => {
  const { heading: usual, sees: always }: EventRow = events[name]
  const sees: EventRow['sees'] = { ...always, ...givenTo(name, handler) }
  const heading = name === 'predict' && isRule(handler) ? headingOfRule : usual
  return heading
    .split(/[{}]/)
    .flatMap((part, i): Text => (part === '' ? [] : i % 2 === 0 ? [part] : [symbol(sees[part]?.symbol ?? part)]))
}

const optionSymbols = (method: Method): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(method.options).flatMap(([name, { symbol: s }]) => (s === undefined ? [] : [[name, s]])),
  )

/** What a slot is called wherever it is handed to a handler. */
const symbolOf = ({ handlers }: MethodProgram, slot: string): string => {
  const variable = Object.values(handlers).map(({ slots }) => slots[slot])[0]
  return variable?.symbol ?? variable?.name ?? slot
}

/** A symbol for each slot: that of papers, or the slot's own name where an option or another slot has the symbol already. */
const slotNames = (method: Method, program: MethodProgram, anchored: boolean): Readonly<Record<string, Maths>> => {
  const taken = new Set(Object.values(optionSymbols(method)))
  const names: Record<string, Maths> = {}
  for (const slot of ['theta', ...Object.keys(program.state)]) {
    const wanted = slot === 'theta' && anchored ? 'θ₀' : symbolOf(program, slot)
    const text = taken.has(wanted) ? slot : wanted
    taken.add(text)
    names[slot] = symbol(text)
  }
  return names
}

const elementNames = (program: MethodProgram, slot: string, initial: Syntax): readonly Maths[] =>
  initial._tag !== 'EmptyList'
    ? []
    : initial.names.length === 0
      ? [symbol(symbolOf(program, slot))]
      : initial.names.map((name) => symbol(initial.symbols?.[name] ?? name))

/** Whether a list has one element of each past task: it is only appended to, once a task. */
const isPerTask = ({ handlers }: MethodProgram, slot: string): boolean =>
  Object.entries(handlers).every(([event, { slots, updates }]) => {
    const update = updates[slot]
    if (update === undefined || update === slots[slot]) return true
    return update._tag === 'Append' && update.list === slots[slot] && (event === 'onTaskStart' || event === 'onTaskEnd')
  })

/** Whether a memory has no room: it stays as empty as it is, and nothing of it is worth printing. */
const isEmpty = (initial: Syntax): boolean =>
  (initial._tag === 'Reservoir' || initial._tag === 'Ring') && initial.capacity === 0

interface Context extends Surroundings {
  readonly show: Show
  readonly program: MethodProgram
  readonly names: Readonly<Record<string, Maths>>
}

const writeHandler = (handler: HandlerProgram, event: HandlerName, c: Context): Written => {
  const written = linesOf(handler, event, c)
  const { heading, sees }: EventRow = events[event]
  const asks = Object.values(handler.updates).some((value) => survey([value]).freeIn(value).has(handler.task))
  return asks && sees.task !== undefined && !heading.includes('{task}')
    ? { ...written, notes: [...written.notes, `${sees.task.symbol} is the number of the task, from 0`] }
    : written
}

const linesOf = (handler: HandlerProgram, event: HandlerName, c: Context): Written => {
  const { program, names, show } = c
  const predicts = event === 'predict'
  const row: EventRow = events[event]
  return writeEvent(
    {
      outcomes: predicts
        ? Object.values(handler.updates).map((value) => ({
            name: isRule(handler) ? ruled : predicted,
            value: show(value),
          }))
        : Object.entries(handler.slots).map(([slot, variable]) => {
            const update = handler.updates[slot]
            return { variable, name: names[slot]!, value: update === undefined ? variable : show(update) }
          }),
      given: [
        ...Object.entries(handler.slots).map(([slot, variable]) => [variable, names[slot]!] as const),
        ...Object.entries({ ...handler.batches, task: handler.task }).map(
          ([name, variable]) => [variable, symbol({ ...row.sees, ...givenTo(event, handler) }[name]!.symbol)] as const,
        ),
      ],
      elements: Object.entries(program.state).flatMap(([slot, initial]) =>
        initial._tag === 'EmptyList' ? [[handler.slots[slot]!, elementNames(program, slot, initial)] as const] : [],
      ),
      loose: Object.entries(handler.slots).flatMap(([slot, variable]) =>
        variable.kind._tag === 'List' && !isPerTask(program, slot) ? [variable] : [],
      ),
      theta: handler.slots.theta,
    },
    c,
  )
}

/** What each slot holds at first, one row a slot. */
const stateTable = (c: Context): { readonly block: Block; readonly notes: readonly string[] } => {
  const { program, names, show } = c
  const slots = Object.entries(program.state).filter(([, initial]) => !isEmpty(initial))
  const plain = slots.filter(([, initial]) => initial._tag !== 'EmptyList')
  const written = writeEvent(
    {
      outcomes: plain.map(([slot, initial]) => ({ name: names[slot]!, value: show(initial) })),
      given: [[program.theta0, names.theta!]],
      elements: [],
      loose: [],
      theta: undefined,
    },
    c,
  )
  const kept: readonly (readonly Text[])[] = slots.flatMap(([slot, initial]) =>
    initial._tag !== 'EmptyList'
      ? []
      : [
          [
            [listed(elementNames(program, slot, initial).map((name) => indexed(name, symbol('i'))))],
            isPerTask(program, slot)
              ? ['one of each past task ', symbol('i'), '; none yet']
              : ['elements ', symbol('i'), ' of a list; none yet'],
          ],
        ],
  )
  return {
    block: {
      _tag: 'Table',
      rows: [
        [[names.theta!], ['parameters, as the network initialises them']],
        ...written.lines.map(({ text: [first] }): readonly Text[] =>
          typeof first === 'object' && first._tag === 'Relation' ? [[first.left], [first.right]] : [[], [first ?? '']],
        ),
        ...kept,
      ],
    },
    notes: written.notes,
  }
}

const nothing: Block = { _tag: 'Paragraph', text: ['nothing'] }

const optionTable = (method: Method, values: Values): Block => ({
  _tag: 'Table',
  rows: Object.entries(method.options).map(([name, option]): readonly Text[] => [
    option.symbol === undefined ? [] : [symbol(option.symbol)],
    [name],
    [String(values[name] ?? option.fallback)],
    [`${option.about === undefined ? '' : `${option.about}; `}${option.range.replace(/([>≥]) /g, '$1\u00a0')}`],
  ]),
})

const written = (method: Method, values: Values, expand: boolean, anchored: boolean) => {
  const program = method.program(values)
  const names = slotNames(method, program, anchored)
  const empty = new Set<Syntax>(
    Object.entries(program.state).flatMap(([slot, initial]) =>
      isEmpty(initial) ? Object.values(program.handlers).map((handler) => handler.slots[slot]!) : [],
    ),
  )
  const c: Context = {
    program,
    names,
    options: optionSymbols(method),
    anchored,
    values: program.options,
    show: presentation({ expand, empty }),
  }
  const happenings = handlerNames.flatMap((event) => {
    const handler = program.handlers[event]
    return handler === undefined ? [] : [{ event, handler, ...writeHandler(handler, event, c) }]
  })
  return { happenings, state: stateTable(c) }
}

/** A method at given options as a document: what it is, what it keeps, what it does. */
export const describe = (method: Method, values: Values, { expand }: { readonly expand: boolean }): Document => {
  const first = written(method, values, expand, false)
  const { happenings, state } = first.happenings.some(({ copied }) => copied)
    ? written(method, values, expand, true)
    : first
  const notes = [...new Set([...state.notes, ...happenings.flatMap((h) => h.notes)])]
  const sections: readonly Section[] = [
    ...(Object.keys(method.options).length === 0
      ? []
      : [{ title: ['Options'], blocks: [optionTable(method, values)] }]),
    { title: ['State'], blocks: [state.block] },
    ...happenings.map(
      ({ event, handler, lines }): Section => ({
        title: titleOf(event, handler),
        blocks: lines.length > 0 ? [{ _tag: 'Algorithm', lines }] : event === 'predict' ? [] : [nothing],
      }),
    ),
    ...(notes.length === 0
      ? []
      : [{ title: ['Notation'], blocks: [{ _tag: 'Items' as const, items: notes.map((note) => [note]) }] }]),
    ...(method.deviations.length === 0
      ? []
      : [
          {
            title: ['Departures from the source'],
            blocks: [{ _tag: 'Items' as const, items: method.deviations.map((d) => [d]) }],
          },
        ]),
  ]
  return { title: method.name, source: method.source, sections }
}
