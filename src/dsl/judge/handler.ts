import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { givenTo, type HandlerName, ruleName } from '../events.ts'
import type { HandlerProgram } from '../method.ts'
import type { Kind } from '../syntax.ts'
import { scalarKind } from '../term.ts'
import { rowsOf } from '../width.ts'
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
const batchesAgree = (name: HandlerName, handler: HandlerProgram): Result<void> => {
  const { batches } = handler
  const given = givenTo(name, handler)
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

/** A prediction gives parameters, or rows of outputs for its inputs, and changes nothing. */
const predictsOnly = (name: HandlerName, { updates }: HandlerProgram): Result<void> => {
  const [, more] = Object.keys(updates)
  const other =
    name === 'predict'
      ? (Object.keys(updates).find((slot) => slot !== 'theta' && slot !== ruleName) ?? more)
      : undefined
  return other === undefined
    ? E.right(undefined)
    : refuse(`.updates.${other}`, 'a prediction must give `theta` and nothing else', `\`${other}\``)
}

/** What a rule of prediction gives are outputs of the network for its inputs. */
const ruleAgrees = ({ batches, updates }: HandlerProgram, judged: Judgement): Result<void> => {
  const [rows, inputs] = [updates[ruleName], batches.inputs]
  if (rows === undefined || inputs === undefined) return E.right(undefined)
  const sort = judged.sortOf(rows)
  return sameSort(sort, rowsOf(inputs, 'outputs'))
    ? E.right(undefined)
    : refuse(`.updates.${ruleName}`, 'a rule of prediction must give rows of `outputs` for its inputs', spellSort(sort))
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
  const ruled = name === 'predict' && Object.hasOwn(handler.updates, ruleName)
  const { [ruleName]: _, ...others } = handler.updates
  const values = ruled ? { ...handler, updates: others } : handler
  return pipe(
    ofKind('task', handler.task.kind, scalarKind),
    E.chain(() => batchesAgree(name, handler)),
    E.chain(() => slotsAgree(values, sorts)),
    E.chain(() => predictsOnly(name, handler)),
    E.chain(() => updatesAgree(values, sorts, judged)),
    E.chain(() => closed(judged, handler.updates, given, '.updates')),
    E.chain(() => (ruled ? ruleAgrees(handler, judged) : E.right(undefined))),
    E.map(() => handler),
  )
}
