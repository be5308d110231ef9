import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../../fault.ts'
import { type Judgement, judgement } from '../judge/judgement.ts'
import { limits } from '../judge/limits.ts'
import { spelled, type Trouble, within } from '../judge/trouble.ts'
import { isRandom } from '../scopes.ts'
import { isTag, tags } from '../structure.ts'
import type { Syntax, Tag } from '../syntax.ts'
import { fresh, freshPlace } from '../term.ts'
import { type Codec, isRecord } from './composite.ts'
import { nodeCodecs } from './nodes.ts'
import { read } from './read.ts'

/** The nodes of a document, checked: kinds agree, nothing is bound twice, nothing refers ahead. */
export interface DecodedNodes {
  readonly at: (number: number) => Syntax | undefined
  readonly count: number
  readonly judged: Judgement
}

/** What a node is beside its fields: a variable's own number, what tells a draw from others. */
const made = (tag: Tag, written: object): Syntax => {
  if (tag === 'Variable') {
    const { name, kind, symbol } = written as Extract<Syntax, { readonly _tag: 'Variable' }>
    return fresh(name, kind, symbol)
  }
  const node = { _tag: tag, ...written } as Syntax
  return isRandom(node) ? { ...node, place: freshPlace() } : node
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
  const judged = judgement(options)
  const codecs = nodeCodecs({ at: (number) => nodes[number], numberOf: () => -1 })

  const decodeNode = (raw: unknown): E.Either<Trouble, Syntax> => {
    if (!isRecord(raw)) return E.left({ path: '', rule: 'a node must be an object', got: spelled(raw) })
    const { _tag: tag, ...written } = raw
    if (!isTag(tag)) {
      const near = typeof tag === 'string' ? nearest(tag.slice(0, limits.name), tags) : undefined
      return E.left({
        path: '._tag',
        rule: '`_tag` must be one of the language',
        got: spelled(tag),
        hint: `${near === undefined ? '' : `the nearest is \`${near}\`; `}known: ${tags.join(', ')}`,
      })
    }
    const decoded = read(codecs(tag) as Codec<object>, written)
    if (E.isLeft(decoded)) return decoded
    const node = made(tag, decoded.right)
    const trouble = judged.add(node)
    return trouble === undefined ? E.right(node) : E.left(trouble)
  }

  for (const [i, raw] of u.entries()) {
    const node = decodeNode(raw)
    if (E.isLeft(node)) return E.left(within(`[${i}]`, node.left))
    nodes.push(node.right)
  }
  const misplaced = judged.misplaced()
  return misplaced === undefined
    ? E.right({ at: (number) => nodes[number], count: nodes.length, judged })
    : E.left(within(`[${nodes.indexOf(misplaced.node)}]`, misplaced.trouble))
}
