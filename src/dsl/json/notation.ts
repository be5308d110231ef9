import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { limits } from '../judge/limits.ts'
import type { Addend, Factor, Maths } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import { type Codec, fields, isRecord, list, optional, record } from './composite.ts'
import { literalOf, name, number, text, truth } from './plain-values.ts'

const rule = `mathematics, at most ${limits.notation} deep`

/** Mathematics inside mathematics: how deep it is, was looked at. */
const maths: Codec<Maths> = new t.Type<Maths, unknown, unknown>(
  rule,
  (u): u is Maths => isRecord(u) && typeof u._tag === 'string',
  (u, c) => {
    const { _tag: tag, ...written } = isRecord(u) ? u : { _tag: undefined }
    if (typeof tag !== 'string' || !Object.hasOwn(codecs, tag)) return t.failure(u, c, rule)
    const read = (codecs[tag as Maths['_tag']] as Codec<object>).validate(written, c)
    return E.isLeft(read) ? read : t.success({ _tag: tag, ...read.right } as Maths)
  },
  (m) => ({ _tag: m._tag, ...((codecs[m._tag] as Codec<object>).encode(m as never) as object) }),
)

const several = list(maths)
const words: Codec<string | Maths> = new t.Type<string | Maths, unknown, unknown>(
  `words, or ${rule}`,
  (u): u is string | Maths => typeof u === 'string' || maths.is(u),
  (u, c) => (typeof u === 'string' ? text : maths).validate(u, c) as t.Validation<string | Maths>,
  (value) => (typeof value === 'string' ? value : maths.encode(value)),
)

type Fields<M> = { readonly [F in Exclude<keyof M, '_tag'>]: M[F] }
type Codecs = { readonly [T in Maths['_tag']]: Codec<Fields<Extract<Maths, { readonly _tag: T }>>> }

const of =
  <T extends Maths['_tag']>(tag: T) =>
  (
    of: {
      readonly [F in keyof Fields<Extract<Maths, { readonly _tag: T }>>]-?: Codec<
        Fields<Extract<Maths, { readonly _tag: T }>>[F]
      >
    },
  ) =>
    fields<Fields<Extract<Maths, { readonly _tag: T }>>>(`mathematics \`${tag}\``, of)

const codecs: Codecs = {
  Part: of('Part')({
    part: name,
    as: literalOf('term', 'element', 'function', 'letter'),
    called: optional(text),
    indices: several,
  }),
  Name: of('Name')({ text, indices: several }),
  Word: of('Word')({ text }),
  Number: of('Number')({ value: number }),
  Sum: of('Sum')({ terms: list(fields<Addend>('an addend', { minus: truth, of: maths })) }),
  Product: of('Product')({ factors: list(fields<Factor>('a factor', { wide: truth, of: maths })) }),
  Quotient: of('Quotient')({ over: maths, under: maths }),
  Power: of('Power')({ of: maths, exponent: maths }),
  Call: of('Call')({ of: maths, to: several }),
  Bars: of('Bars')({ of: maths, bars: literalOf('|v|', '‖v‖', '‖v‖₁', '⌈v⌉') }),
  Root: of('Root')({ of: maths }),
  Transposed: of('Transposed')({ left: maths, right: maths }),
  Over: of('Over')({ operator: literalOf('Σ', 'E'), under: optional(maths), of: maths }),
  Nabla: of('Nabla')({ of: maths, by: optional(maths) }),
  Prox: of('Prox')({ rate: maths, penalty: maths, at: maths }),
  Relation: of('Relation')({ operator: literalOf('<', '≤', '=', '←'), left: maths, right: maths }),
  Choice: of('Choice')({ condition: maths, then: maths, otherwise: maths }),
  Union: of('Union')({ parts: several }),
  Row: of('Row')({ parts: list(words) }),
}

const isShallow = (u: unknown, room: number): boolean =>
  typeof u !== 'object' || u === null || (room > 0 && Object.values(u).every((of) => isShallow(of, room - 1)))

const written = fields<Notation>('a notation', {
  writes: optional(maths),
  notes: optional(several),
  gives: optional(text),
  calls: optional(record(text)),
})

/** The notation of a combinator, as deep as one may be read. */
export const notation: Codec<Notation> = new t.Type<Notation, unknown, unknown>(
  written.name,
  written.is,
  (u, c) => (isShallow(u, limits.notation) ? written.validate(u, c) : t.failure(u, c, `${written.name} ${rule}`)),
  written.encode,
)
