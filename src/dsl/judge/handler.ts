import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { givenBy, type HandlerName } from '../events.ts'
import type { HandlerProgram } from '../method.ts'
import type { Kind } from '../syntax.ts'
import { scalarKind } from '../term.ts'
import type { Judgement } from './judgement.ts'
import { closed, type Result, refuse } from './result.ts'
import { type Sort, sameSort, spellSort } from './sort.ts'
import type { Sorts } from './state.ts'

/** A variable that the event gives is of the kind that it must be. */
export const ofKind = (field: string, kind: Kind, due: Sort): Result<void> =>
  sameSort(kind, due)
    ? E.right(undefined)
    : refuse(`.${field}`, `\`${field}\` must be ${spellSort(due)}`, spellSort(kind))

/** The batches are those that the event comes with, and no others. */
const batchesAgree = (name: HandlerName, { batches }: HandlerProgram): Result<void> => {
  const given = givenBy(name)
  const due = Object.keys(given)
  const odd = [...due, ...Object.keys(batches)].find((batch) => !due.includes(batch) || !Object.hasOwn(batches, batch))
  if (odd !== undefined)
    return refuse(
      `.batches.${odd}`,
      `the batches of \`${name}\` must be ${due.map((batch) => `\`${batch}\``).join(', ') || 'none'}`,
      Object.keys(batches)
        .map((batch) => `\`${batch}\``)
        .join(', ') || 'none',
    )
  const of = Object.entries(batches).find(([batch, { kind }]) => !sameSort(kind, given[batch]!.kind))
  return of === undefined
    ? E.right(undefined)
    : ofKind(due.length > 1 ? `batches.${of[0]}` : 'batch', of[1].kind, given[of[0]]!.kind)
}

const slotsAgree = ({ slots, updates }: HandlerProgram, sorts: Sorts): Result<void> => {
  const stranger = Object.keys({ ...slots, ...updates }).find((slot) => !Object.hasOwn(sorts, slot))
  if (stranger !== undefined)
    return refuse(
      Object.hasOwn(slots, stranger) ? `.slots.${stranger}` : `.updates.${stranger}`,
      'a slot must be declared in the state',
      `\`${stranger}\``,
    )
  for (const [slot, due] of Object.entries(sorts)) {
    const kind = Object.hasOwn(slots, slot) ? slots[slot]!.kind : undefined
    if (kind === undefined || !sameSort(kind, due))
      return refuse(
        `.slots.${slot}`,
        `\`${slot}\` must be ${spellSort(due)}, as in the state`,
        kind === undefined ? 'nothing' : spellSort(kind),
      )
  }
  return E.right(undefined)
}

const updatesAgree = ({ updates }: HandlerProgram, sorts: Sorts, judged: Judgement): Result<void> => {
  for (const [slot, term] of Object.entries(updates)) {
    const due = sorts[slot]!
    const sort = judged.sortOf(term)
    const spreads = due._tag === 'Params' && sort._tag === 'Scalar'
    if (!spreads && !sameSort(sort, due))
      return refuse(`.updates.${slot}`, `the new value of \`${slot}\` must be ${spellSort(due)}`, spellSort(sort))
  }
  return E.right(undefined)
}

/** A prediction gives parameters, and changes nothing. */
const predictsOnly = (name: HandlerName, { updates }: HandlerProgram): Result<void> => {
  const other = name === 'predict' ? Object.keys(updates).find((slot) => slot !== 'theta') : undefined
  return other === undefined
    ? E.right(undefined)
    : refuse(`.updates.${other}`, 'a prediction must give `theta` and nothing else', `\`${other}\``)
}

/** That what a program does at an event is in order; `sorts` are those of its slots. */
export const judgeHandler = (
  name: HandlerName,
  handler: HandlerProgram,
  judged: Judgement,
  sorts: Sorts,
): Result<HandlerProgram> => {
  const given = [...Object.values(handler.slots), handler.task, ...Object.values(handler.batches)]
  if (new Set(given).size !== given.length)
    return refuse('', 'the slots, `task` and `batch` must be different variables')
  return pipe(
    ofKind('task', handler.task.kind, scalarKind),
    E.chain(() => batchesAgree(name, handler)),
    E.chain(() => slotsAgree(handler, sorts)),
    E.chain(() => predictsOnly(name, handler)),
    E.chain(() => updatesAgree(handler, sorts, judged)),
    E.chain(() => closed(judged, handler.updates, given, '.updates')),
    E.map(() => handler),
  )
}
