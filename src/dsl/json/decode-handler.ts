import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { HandlerName, HandlerProgram } from '../method.ts'
import type { Kind } from '../syntax.ts'
import { batchKind, scalarKind } from '../term.ts'
import { record } from './composite.ts'
import type { DecodedNodes } from './decode-nodes.ts'
import type { DecodedState } from './decode-state.ts'
import { type Around, closed, type Result, refuse, section } from './section.ts'
import { type Sort, sameSort, spellSort } from './sort.ts'

/** A variable that the event gives is of the kind that it must be. */
const ofKind = (field: string, kind: Kind, due: Sort): Result<void> =>
  sameSort(kind, due)
    ? E.right(undefined)
    : refuse(`.${field}`, `\`${field}\` must be ${spellSort(due)}`, spellSort(kind))

const slotsAgree = ({ slots, updates }: HandlerProgram, sorts: DecodedState['sorts']): Result<void> => {
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

const updatesAgree = ({ updates }: HandlerProgram, sorts: DecodedState['sorts'], nodes: DecodedNodes): Result<void> => {
  for (const [slot, term] of Object.entries(updates)) {
    const due = sorts[slot]!
    const sort = nodes.sortOf(term)
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

/** What a program does at an event, with the number of its nodes. */
export const decodeHandler = (
  name: HandlerName,
  u: unknown,
  around: Around,
  sorts: DecodedState['sorts'],
): Result<{ readonly handler: HandlerProgram; readonly count: number }> =>
  pipe(
    section<HandlerProgram>('a handler', u, around, ({ node, variable }) => ({
      slots: record(variable),
      task: variable,
      batch: variable,
      updates: record(node),
    })),
    E.chain(({ nodes, named: handler }) => {
      const given = [...Object.values(handler.slots), handler.task, handler.batch]
      if (new Set(given).size !== given.length)
        return refuse('', 'the slots, `task` and `batch` must be different variables')
      // Nothing is predicted from labels: there are no examples to look at.
      const seen = name === 'predict' ? given.filter((variable) => variable !== handler.batch) : given
      return pipe(
        ofKind('task', handler.task.kind, scalarKind),
        E.chain(() => ofKind('batch', handler.batch.kind, batchKind)),
        E.chain(() => slotsAgree(handler, sorts)),
        E.chain(() => predictsOnly(name, handler)),
        E.chain(() => updatesAgree(handler, sorts, nodes)),
        E.chain(() => closed(nodes, handler.updates, seen, '.updates')),
        E.map(() => ({ handler, count: nodes.count })),
      )
    }),
  )
