import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AuxiliaryNetworks, networkOf, takesInputs } from '../auxiliary.ts'
import { topDown } from '../bottom-up.ts'
import { givable, isGivable, type OverInputs } from '../over-inputs.ts'
import { isRandom, mentionsOf } from '../scopes.ts'
import type { Syntax, Variable } from '../syntax.ts'
import type { Judgement } from './judgement.ts'
import { closed, type Result, refuse } from './result.ts'
import { isNumeric, type Sort, sameSort, spellSort } from './sort.ts'
import { spelled } from './trouble.ts'

/** What a program starts from. */
export interface Start {
  readonly theta0: Variable
  /** What stands for the initial parameters of each auxiliary network. */
  readonly initial: Readonly<Record<string, Variable>>
  readonly slots: Readonly<Record<string, Syntax>>
}

/** The sorts of the slots of a program, θ among them. */
export type Sorts = Readonly<Record<string, Sort>>

const holdable = (sort: Sort): boolean => isNumeric(sort) || sort._tag === 'List' || sort._tag === 'Memory'

/** That each auxiliary network, and nothing else, has a variable of its own for its initial parameters. */
const networksAgree = ({ initial }: Start, declared: AuxiliaryNetworks): Result<void> => {
  const odd = Object.entries(declared).find(([, network]) => takesInputs(network) && !isGivable(network.gives))
  if (odd !== undefined)
    return refuse(`.networks.${odd[0]}.gives`, `\`gives\` must be ${givable}`, spelled((odd[1] as OverInputs).gives))
  const missing = Object.keys(declared).find((name) => !Object.hasOwn(initial, name))
  if (missing !== undefined)
    return refuse('.networks', `\`${missing}\` must have a variable for its initial parameters`, 'none')
  for (const [name, { kind }] of Object.entries(initial)) {
    const network = Object.hasOwn(declared, name) ? declared[name] : undefined
    if (network === undefined) return refuse(`.networks.${name}`, 'a network must be declared in `networks`', name)
    const due: Sort = { _tag: 'Params', network: networkOf(name, network) }
    if (!sameSort(kind, due))
      return refuse(`.networks.${name}`, `\`${name}\` must be ${spellSort(due)}`, spellSort(kind))
  }
  return E.right(undefined)
}

const beginnings = new Set<Syntax['_tag']>(['Reservoir', 'Ring', 'EmptyList'])

/** That memories and lists over tasks start empty. */
const startsEmpty = (slots: Start['slots'], sorts: Sorts): Result<void> => {
  for (const [slot, term] of Object.entries(slots)) {
    const sort = sorts[slot]!
    if (!isNumeric(sort) && !beginnings.has(term._tag))
      return refuse(`.slots.${slot}`, `\`${slot}\` must start empty, as ${spellSort(sort)} does`, `a \`${term._tag}\``)
  }
  return E.right(undefined)
}

/** That nothing is drawn before there is an event to draw it for. */
const startsCertain = (slots: Start['slots']): Result<void> => {
  const random = Object.entries(slots).find(([, term]) => [...topDown([term], mentionsOf)].some(isRandom))
  return random === undefined
    ? E.right(undefined)
    : refuse(`.slots.${random[0]}`, 'nothing must be drawn in the state: draws belong to events', 'a draw')
}

/** That what a program starts from is in order; `declared` are its auxiliary networks. */
export const judgeStart = (start: Start, judged: Judgement, declared: AuxiliaryNetworks): Result<Sorts> => {
  const { theta0, initial, slots } = start
  if (theta0.kind._tag !== 'Params' || theta0.kind.network !== 'learner')
    return refuse('.theta0', '`theta0` must be parameters of `learner`', spellSort(theta0.kind))
  if (Object.hasOwn(slots, 'theta'))
    return refuse('.slots.theta', 'the parameters must not be declared: every state has them')
  const sorts = Object.fromEntries(Object.entries(slots).map(([slot, term]) => [slot, judged.sortOf(term)]))
  const odd = Object.entries(sorts).find(([, sort]) => !holdable(sort))
  if (odd !== undefined)
    return refuse(`.slots.${odd[0]}`, 'a slot must hold numbers, a memory or a list over tasks', spellSort(odd[1]))
  return pipe(
    networksAgree(start, declared),
    E.chain(() => closed(judged, slots, [theta0, ...Object.values(initial)], '.slots')),
    E.chain(() => startsEmpty(slots, sorts)),
    E.chain(() => startsCertain(slots)),
    E.map(() => ({ theta: theta0.kind, ...sorts })),
  )
}
