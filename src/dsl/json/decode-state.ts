import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Syntax, Variable } from '../syntax.ts'
import { record } from './composite.ts'
import { type Around, closed, type Result, refuse, section } from './section.ts'
import { isNumeric, type Sort, spellSort } from './sort.ts'

/** The state of a decoded program. `sorts` are those of its slots, θ among them. */
export interface DecodedState {
  readonly theta0: Variable
  readonly slots: Readonly<Record<string, Syntax>>
  readonly sorts: Readonly<Record<string, Sort>>
  readonly count: number
}

interface Named {
  readonly theta0: Variable
  readonly slots: Readonly<Record<string, Syntax>>
}

const holdable = (sort: Sort): boolean => isNumeric(sort) || sort._tag === 'List' || sort._tag === 'Memory'

export const decodeState = (u: unknown, around: Around): Result<DecodedState> =>
  pipe(
    section<Named>('a state', u, around, ({ node, variable }) => ({ theta0: variable, slots: record(node) })),
    E.chain(({ nodes, named: { theta0, slots } }) => {
      if (theta0.kind._tag !== 'Params' || theta0.kind.network !== 'learner')
        return refuse('.theta0', '`theta0` must be parameters of `learner`', spellSort(theta0.kind))
      if (Object.hasOwn(slots, 'theta'))
        return refuse('.slots.theta', 'the parameters must not be declared: every state has them')
      const sorts = Object.fromEntries(Object.entries(slots).map(([slot, term]) => [slot, nodes.sortOf(term)]))
      const odd = Object.entries(sorts).find(([, sort]) => !holdable(sort))
      if (odd !== undefined)
        return refuse(`.slots.${odd[0]}`, 'a slot must hold numbers, a memory or a list over tasks', spellSort(odd[1]))
      return pipe(
        closed(nodes, slots, [theta0], '.slots'),
        E.map(() => ({ theta0, slots, sorts: { theta: theta0.kind, ...sorts }, count: nodes.count })),
      )
    }),
  )
