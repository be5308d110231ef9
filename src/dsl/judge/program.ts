import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import type { HandlerName } from '../events.ts'
import type { Codec } from '../json/composite.ts'
import { nodeCodecs } from '../json/nodes.ts'
import { read } from '../json/read.ts'
import type { HandlerProgram, MethodProgram } from '../method.ts'
import { scopesOf } from '../scopes.ts'
import { isTag } from '../structure.ts'
import type { Syntax, Tag, Variable } from '../syntax.ts'
import { scalarKind } from '../term.ts'
import { judgeHandler } from './handler.ts'
import { type Judgement, judgement } from './judgement.ts'
import { limits } from './limits.ts'
import { closed, type Result, refuse } from './result.ts'
import { isNumeric, isTruth, spellSort } from './sort.ts'
import { judgeStart } from './state.ts'
import { spelled, type Trouble } from './trouble.ts'

/** What is wrong, and the terms that lead there from outside. */
interface Found {
  readonly trouble: Trouble
  readonly way: readonly string[]
}

// Of a node its own fields are judged here; what they refer to is judged by itself.
const anyTerm: Variable = { _tag: 'Variable', id: 0, name: 'any', kind: scalarKind }
const codecs = nodeCodecs({ at: () => anyTerm, numberOf: () => 0 })

const isTagged = (u: unknown): u is { readonly _tag: Tag } =>
  typeof u === 'object' && u !== null && '_tag' in u && isTag(u._tag)

/** That something is a node of the language, as far as its own fields say. */
const isNode = (u: unknown): u is Syntax => isTagged(u) && codecs(u._tag).is(u)

/** In a program that is read a term is the number of a node. */
const asBuilt = (rule: string): string => rule.replace(/the number of an earlier (node|variable)/, 'a term')

const notANode = (u: unknown): Trouble => {
  if (!isTagged(u)) return { path: '', rule: 'a term must be one of the language', got: spelled(u) }
  const codec = codecs(u._tag) as Codec<object>
  const found = pipe(
    E.tryCatch(
      () => codec.encode(u),
      () => undefined,
    ),
    E.chainW((written) => E.swap(read(codec, written))),
  )
  return E.isRight(found)
    ? { ...found.right, rule: asBuilt(found.right.rule) }
    : { path: '', rule: `a \`${u._tag}\` must be made of terms, counts and names`, got: 'something else' }
}

const label = (s: Syntax): string =>
  s._tag === 'Combinator' || s._tag === 'Option' || s._tag === 'Variable'
    ? s.name
    : s._tag === 'Binary' || s._tag === 'Unary'
      ? s.operator
      : s._tag

const within = (s: Syntax): readonly Syntax[] => scopesOf(s).flatMap(({ bound, terms }) => [...bound, ...terms])

interface Open {
  readonly node: Syntax
  readonly inside: readonly Syntax[]
  next: number
}

type Roots = readonly (readonly [string, unknown])[]

/** Goes through terms from the inside out, each once, until something is found; nothing here calls itself, however deep they are. */
const search = (roots: Roots, room: number, find: (s: Syntax) => Trouble | undefined): Found | undefined => {
  const entered = new Set<unknown>()
  const done = new Set<unknown>()
  for (const [slot, root] of roots) {
    const open: Open[] = []
    const way = (...last: readonly string[]): readonly string[] => [
      slot,
      ...open.map(({ node }) => label(node)),
      ...last,
    ]
    const enter = (u: unknown): Found | undefined => {
      if (done.has(u)) return undefined
      if (!isNode(u)) return { trouble: notANode(u), way: way() }
      if (entered.has(u))
        return {
          trouble: { path: '', rule: 'a term must not be a part of itself', got: `\`${label(u)}\`` },
          way: way(),
        }
      if (entered.size >= room)
        return {
          trouble: { path: '', rule: `a program may have at most ${limits.nodes} nodes`, got: 'more' },
          way: way(),
        }
      entered.add(u)
      open.push({ node: u, inside: within(u), next: 0 })
      return undefined
    }
    let found = enter(root)
    for (let top = open.at(-1); top !== undefined && found === undefined; top = open.at(-1)) {
      if (top.next < top.inside.length) {
        found = enter(top.inside[top.next])
        top.next += 1
        continue
      }
      const trouble = find(top.node)
      if (trouble !== undefined) found = { trouble, way: way() }
      done.add(top.node)
      open.pop()
    }
    if (found !== undefined) return found
  }
  return undefined
}

/** What is wrong with terms, and how many nodes they have. */
const judgedTerms = (roots: Roots, judged: Judgement, room: number): E.Either<Found, number> => {
  let count = 0
  const found = search(roots, room, (s) => {
    count += 1
    return judged.add(s)
  })
  if (found !== undefined) return E.left(found)
  const misplaced = judged.misplaced()
  return misplaced === undefined
    ? E.right(count)
    : E.left(
        search(roots, room, (s) => (s === misplaced.node ? misplaced.trouble : undefined)) ?? {
          trouble: misplaced.trouble,
          way: [],
        },
      )
}

const faultAt =
  (where: string) =>
  ({ trouble: { rule, got, path, hint }, way }: Found): Fault => {
    const place = [...way, ...(path === '' ? [] : [path.replace(/^\./, '')])]
    return fault({
      where,
      rule,
      ...(got === undefined ? {} : { got }),
      ...(place.length === 0 ? {} : { path: place }),
      ...(hint === undefined ? {} : { hint }),
    })
  }

const outermost = (trouble: Trouble): Found => ({ trouble, way: [] })

const handlersOf = ({ handlers }: MethodProgram): readonly (readonly [HandlerName, HandlerProgram])[] =>
  (Object.entries(handlers) as [HandlerName, HandlerProgram | undefined][]).flatMap(([name, handler]) =>
    handler === undefined ? [] : [[name, handler] as const],
  )

const judgedProgram = (program: MethodProgram): E.Either<Fault, MethodProgram> => {
  const { method, options, theta0, networks = {}, state } = program
  const numeric = new Set(Object.keys(options).filter((option) => typeof options[option] === 'number'))
  const initial = Object.fromEntries(Object.entries(networks).map(([name, own]) => [name, own.initial]))
  const declared = Object.fromEntries(Object.entries(networks).map(([name, own]) => [name, own.network]))
  const start = { theta0, initial, slots: state }
  const judged = judgement(numeric)
  const begun = pipe(
    judgedTerms([['theta0', theta0], ...Object.entries(initial), ...Object.entries(state)], judged, limits.nodes),
    E.chain((count) =>
      pipe(
        judgeStart(start, judged, declared),
        E.bimap(outermost, (sorts) => ({ sorts, count })),
      ),
    ),
    E.mapLeft(faultAt(`${method} state`)),
  )
  if (E.isLeft(begun)) return begun
  let room = limits.nodes - begun.right.count
  for (const [name, handler] of handlersOf(program)) {
    const own = judgement(numeric)
    const { slots, task, batches, updates } = handler
    const one = pipe(
      judgedTerms(
        [...Object.entries(slots), ['task', task], ...Object.entries(batches), ...Object.entries(updates)],
        own,
        room,
      ),
      E.chainFirst(() => pipe(judgeHandler(name, handler, own, begun.right.sorts), E.mapLeft(outermost))),
      E.mapLeft(faultAt(`${method} ${name}`)),
    )
    if (E.isLeft(one)) return one
    room -= one.right
  }
  return E.right(program)
}

const areNumbers = (terms: readonly (readonly [string, Syntax])[], judged: Judgement): Result<void> => {
  for (const [name, term] of terms) {
    const sort = judged.sortOf(term)
    if (!isNumeric(sort) && !isTruth(sort))
      return refuse(`.${name}`, 'a term must be a scalar or parameters', spellSort(sort))
  }
  return E.right(undefined)
}

/**
 * Terms that are numbers and mention the given variables only, if everything about them is in order. `options` are the names that a
 * node `Option` may have.
 */
export const judgeTerms = (
  where: string,
  given: readonly Variable[],
  terms: readonly Syntax[],
  options: ReadonlySet<string>,
): E.Either<Fault, readonly Syntax[]> => {
  const judged = judgement(options)
  const named = terms.map((term, i): readonly [string, Syntax] => [terms.length === 1 ? 'term' : `term ${i + 1}`, term])
  return pipe(
    judgedTerms([...named, ...given.map((variable) => [variable.name, variable] as const)], judged, limits.nodes),
    E.chain(() =>
      pipe(
        closed(judged, Object.fromEntries(named), given, ''),
        E.chain(() => areNumbers(named, judged)),
        E.bimap(outermost, () => terms),
      ),
    ),
    E.mapLeft(faultAt(where)),
  )
}

const known = new WeakMap<MethodProgram, E.Either<Fault, MethodProgram>>()

/**
 * A program, if everything about it is in order: what the decoder finds in one that is read, found in one that is built, before
 * anything of it is lowered. What is wrong is said with the way to the place: onBatch, the slot, the terms from outside in.
 */
export const judgeProgram = (program: MethodProgram): E.Either<Fault, MethodProgram> => {
  const before = known.get(program)
  if (before !== undefined) return before
  const verdict = judgedProgram(program)
  known.set(program, verdict)
  return verdict
}
