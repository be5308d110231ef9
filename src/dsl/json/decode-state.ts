import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { AuxiliaryNetworks } from '../auxiliary.ts'
import type { Result } from '../judge/result.ts'
import { judgeStart, type Sorts, type Start } from '../judge/state.ts'
import type { Syntax, Variable } from '../syntax.ts'
import { optional, record } from './composite.ts'
import { type Around, section } from './section.ts'

/** The state of a decoded program. `sorts` are those of its slots, θ among them. */
export interface DecodedState extends Start {
  readonly sorts: Sorts
  readonly count: number
}

interface Named {
  readonly theta0: Variable
  readonly networks?: Readonly<Record<string, Variable>> | undefined
  readonly slots: Readonly<Record<string, Syntax>>
}

/** `declared` are the auxiliary networks of the program. */
export const decodeState = (u: unknown, around: Around, declared: AuxiliaryNetworks): Result<DecodedState> =>
  pipe(
    section<Named>('a state', u, around, ({ node, variable }) => ({
      theta0: variable,
      networks: optional(record(variable)),
      slots: record(node),
    })),
    E.chain(({ nodes, named: { theta0, networks: initial = {}, slots } }) => {
      const start = { theta0, initial, slots }
      return pipe(
        judgeStart(start, nodes.judged, declared),
        E.map((sorts) => ({ ...start, sorts, count: nodes.count })),
      )
    }),
  )
