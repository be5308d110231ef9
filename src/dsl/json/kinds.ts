import * as t from 'io-ts'
import type { Kind } from '../syntax.ts'
import { type Codec, fields, isRecord, list } from './composite.ts'
import { name } from './plain-values.ts'

type List = Extract<Kind, { readonly _tag: 'List' }>
type Flat = Exclude<Kind, List>

const words = {
  scalar: { _tag: 'Scalar' },
  condition: { _tag: 'Condition' },
  batch: { _tag: 'Batch' },
  memory: { _tag: 'Memory' },
  episodes: { _tag: 'Episodes' },
  steps: { _tag: 'Steps' },
} as const satisfies Readonly<Record<string, Flat>>

const wordOf = Object.fromEntries(Object.entries(words).map(([word, kind]) => [kind._tag, word]))

const parameters = fields<{ readonly params: string }>('parameters', { params: name })

const rule = `one of ${Object.keys(words).join(', ')}, or { "params": network }`

/** "scalar", "batch", … or { "params": network }. */
const flat: Codec<Kind> = new t.Type<Kind, unknown, unknown>(
  rule,
  (u): u is Kind => isRecord(u) && typeof u._tag === 'string',
  (u, c) => {
    if (typeof u === 'string' && Object.hasOwn(words, u)) return t.success(words[u as keyof typeof words])
    if (!isRecord(u)) return t.failure(u, c, rule)
    const decoded = parameters.validate(u, c)
    return decoded._tag === 'Left' ? decoded : t.success({ _tag: 'Params', network: decoded.right.params })
  },
  (kind) => (kind._tag === 'Params' ? { params: kind.network } : (wordOf[kind._tag] ?? 'list')),
)

const listed = fields<Omit<List, '_tag'>>('a list over tasks', { names: list(name), elements: list(flat) })

/** A kind; the elements of a list over tasks are no lists themselves, so that a kind is never deeper than that. */
export const kind: Codec<Kind> = new t.Type<Kind, unknown, unknown>(
  `${rule}, or { "names": […], "elements": […] }`,
  flat.is,
  (u, c) => {
    if (!isRecord(u) || !Object.hasOwn(u, 'elements')) return flat.validate(u, c)
    const decoded = listed.validate(u, c)
    return decoded._tag === 'Left' ? decoded : t.success({ _tag: 'List', ...decoded.right })
  },
  (of) => (of._tag === 'List' ? listed.encode(of) : flat.encode(of)),
)
