import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../../fault.ts'
import type { Syntax, Tag } from '../syntax.ts'
import { fresh, freshPlace } from '../term.ts'
import { type Bindings, bindings } from './bindings.ts'
import { type Codec, isRecord } from './composite.ts'
import { judge } from './judge.ts'
import { limits } from './limits.ts'
import { nodeCodecs } from './nodes.ts'
import { read } from './read.ts'
import type { Sort } from './sort.ts'
import { spelled, type Trouble, within } from './trouble.ts'

/** The nodes of a document, checked: kinds agree, nothing is bound twice, nothing refers ahead. */
export interface DecodedNodes {
  readonly at: (number: number) => Syntax | undefined
  readonly count: number
  readonly sortOf: (s: Syntax) => Sort
  readonly freeIn: Bindings['freeIn']
  readonly isBound: Bindings['isBound']
}

/** What a node is beside its fields: a variable's own number, what tells a draw from others. */
const made = (tag: Tag, written: object): Syntax => {
  if (tag === 'Variable') {
    const { name, kind } = written as Extract<Syntax, { readonly _tag: 'Variable' }>
    return fresh(name, kind)
  }
  const node: object = { _tag: tag, ...written, ...('iterations' in written ? { place: freshPlace() } : {}) }
  return node as Syntax
}

/**
 * Reads a list of nodes, first to last; nothing here calls itself, however deep the program. `options` are the names that
 * a node `Option` may have; `room` is how many nodes there may be.
 */
export const decodeNodes = (
  u: unknown,
  options: ReadonlySet<string>,
  room: number,
): E.Either<Trouble, DecodedNodes> => {
  if (!Array.isArray(u)) return E.left({ path: '', rule: '`nodes` must be a list of nodes', got: spelled(u) })
  if (u.length > room)
    return E.left({ path: '', rule: `a program may have at most ${limits.nodes} nodes`, got: String(u.length) })
  const nodes: Syntax[] = []
  const sorts = new Map<Syntax, Sort>()
  const heights = new Map<Syntax, { readonly depth: number; readonly derivatives: number }>()
  const scopes = bindings()
  const judged = judge(sorts)
  let mentioned: Syntax[] = []
  const codecs = nodeCodecs({
    at: (number) => {
      const node = nodes[number]
      if (node !== undefined) mentioned.push(node)
      return node
    },
    numberOf: () => -1,
  })
  const tags = Object.keys(codecs)

  const decodeNode = (raw: unknown): E.Either<Trouble, Syntax> => {
    if (!isRecord(raw)) return E.left({ path: '', rule: 'a node must be an object', got: spelled(raw) })
    const { _tag: tag, ...written } = raw
    if (typeof tag !== 'string' || !Object.hasOwn(codecs, tag)) {
      const near = typeof tag === 'string' ? nearest(tag.slice(0, limits.name), tags) : undefined
      return E.left({
        path: '._tag',
        rule: '`_tag` must be one of the language',
        got: spelled(tag),
        hint: `${near === undefined ? '' : `the nearest is \`${near}\`; `}known: ${tags.join(', ')}`,
      })
    }
    mentioned = []
    const decoded = read(codecs[tag as Tag] as Codec<object>, written)
    if (E.isLeft(decoded)) return decoded
    const node = made(tag as Tag, decoded.right)
    const trouble = troubleWith(node)
    return trouble === undefined ? E.right(node) : E.left(trouble)
  }

  const troubleWith = (node: Syntax): Trouble | undefined => {
    if (node._tag === 'Option' && !options.has(node.name))
      return {
        path: '.name',
        rule: '`name` must be that of a numeric option of the program',
        got: `\`${node.name}\``,
        hint: `numeric options: ${[...options].join(', ') || 'none'}`,
      }
    const { sort, demands } = judged(node)
    const wrong = demands.find((demand) => demand !== undefined)
    if (wrong !== undefined) return wrong
    sorts.set(node, sort)
    const below = mentioned.map((s) => heights.get(s) ?? { depth: 0, derivatives: 0 })
    const own = {
      depth: below.reduce((most, b) => Math.max(most, b.depth), 0) + 1,
      derivatives: below.reduce((most, b) => Math.max(most, b.derivatives), 0) + (node._tag === 'Gradient' ? 1 : 0),
    }
    heights.set(node, own)
    if (own.depth > limits.depth)
      return { path: '', rule: `a program may be at most ${limits.depth} nodes deep`, got: String(own.depth) }
    if (own.derivatives > limits.derivatives)
      return { path: '', rule: `derivatives may nest at most ${limits.derivatives} deep`, got: String(own.derivatives) }
    return scopes.add(node)
  }

  for (const [i, raw] of u.entries()) {
    const node = decodeNode(raw)
    if (E.isLeft(node)) return E.left(within(`[${i}]`, node.left))
    nodes.push(node.right)
  }
  return E.right({
    at: (number) => nodes[number],
    count: nodes.length,
    sortOf: (s) => sorts.get(s) ?? { _tag: 'Several', results: [] },
    freeIn: scopes.freeIn,
    isBound: scopes.isBound,
  })
}
