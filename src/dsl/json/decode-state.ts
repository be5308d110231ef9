import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Syntax, Variable } from '../syntax.ts'
import { optional, record } from './composite.ts'
import { type Around, closed, type Result, refuse, section } from './section.ts'
import { isNumeric, type Sort, spellSort } from './sort.ts'

/** The state of a decoded program. `sorts` are those of its slots, θ among them. */
export interface DecodedState {
  readonly theta0: Variable
  /** What stands for the initial parameters of each auxiliary network. */
  readonly initial: Readonly<Record<string, Variable>>
  readonly slots: Readonly<Record<string, Syntax>>
  readonly sorts: Readonly<Record<string, Sort>>
  readonly count: number
}

interface Named {
  readonly theta0: Variable
  readonly networks?: Readonly<Record<string, Variable>> | undefined
  readonly slots: Readonly<Record<string, Syntax>>
}

const holdable = (sort: Sort): boolean => isNumeric(sort) || sort._tag === 'List' || sort._tag === 'Memory'

/** That each auxiliary network, and nothing else, has a variable of its own for its initial parameters. */
const networksAgree = (
  theta0: Variable,
  initial: Readonly<Record<string, Variable>>,
  declared: readonly string[],
): Result<void> => {
  const missing = declared.find((name) => !Object.hasOwn(initial, name))
  if (missing !== undefined)
    return refuse('.networks', `\`${missing}\` must have a variable for its initial parameters`, 'none')
  for (const [name, { kind }] of Object.entries(initial)) {
    if (!declared.includes(name)) return refuse(`.networks.${name}`, 'a network must be declared in `networks`', name)
    if (kind._tag !== 'Params' || kind.network !== name)
      return refuse(`.networks.${name}`, `\`${name}\` must be parameters of \`${name}\``, spellSort(kind))
  }
  const all = [theta0, ...Object.values(initial)]
  return new Set(all).size === all.length
    ? E.right(undefined)
    : refuse('.networks', '`theta0` and the networks must have different variables')
}

/** `declared` are the names of the auxiliary networks of the program. */
export const decodeState = (u: unknown, around: Around, declared: readonly string[]): Result<DecodedState> =>
  pipe(
    section<Named>('a state', u, around, ({ node, variable }) => ({
      theta0: variable,
      networks: optional(record(variable)),
      slots: record(node),
    })),
    E.chain(({ nodes, named: { theta0, networks: initial = {}, slots } }) => {
      if (theta0.kind._tag !== 'Params' || theta0.kind.network !== 'learner')
        return refuse('.theta0', '`theta0` must be parameters of `learner`', spellSort(theta0.kind))
      if (Object.hasOwn(slots, 'theta'))
        return refuse('.slots.theta', 'the parameters must not be declared: every state has them')
      const sorts = Object.fromEntries(Object.entries(slots).map(([slot, term]) => [slot, nodes.sortOf(term)]))
      const odd = Object.entries(sorts).find(([, sort]) => !holdable(sort))
      if (odd !== undefined)
        return refuse(`.slots.${odd[0]}`, 'a slot must hold numbers, a memory or a list over tasks', spellSort(odd[1]))
      return pipe(
        networksAgree(theta0, initial, declared),
        E.chain(() => closed(nodes, slots, [theta0, ...Object.values(initial)], '.slots')),
        E.map(() => ({ theta0, initial, slots, sorts: { theta: theta0.kind, ...sorts }, count: nodes.count })),
      )
    }),
  )
