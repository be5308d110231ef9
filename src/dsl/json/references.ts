import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CombinatorSyntax, Lambda, LoopSyntax, Syntax, Variable } from '../syntax.ts'
import { type Codec, fields, isRecord, list } from './composite.ts'
import { number, positiveWhole, whole } from './plain-values.ts'

/** The nodes of a document by number: how a document refers to them. */
export interface References {
  /** The node of a number, if it is earlier. */
  readonly at: (number: number) => Syntax | undefined
  readonly numberOf: (node: Syntax) => number
}

/** A node, written as its number. */
export const reference = <S extends Syntax>(
  { at, numberOf }: References,
  rule: string,
  is: (s: Syntax) => s is S,
): Codec<S> =>
  new t.Type<S, unknown, unknown>(
    rule,
    (u): u is S => isRecord(u),
    (u, c) => {
      const found = typeof u === 'number' && Number.isInteger(u) ? at(u) : undefined
      return found !== undefined && is(found) ? t.success(found) : t.failure(u, c, rule)
    },
    numberOf,
  )

export const anyNode = (references: References): Codec<Syntax> =>
  reference(references, 'the number of an earlier node', (s): s is Syntax => s !== undefined)

export const anyVariable = (references: References): Codec<Variable> =>
  reference(references, 'the number of an earlier variable', (s): s is Variable => s._tag === 'Variable')

/** How often a loop runs: a count, or once a part of so many samples. */
export const times = (node: Codec<Syntax>): Codec<LoopSyntax['times']> => {
  const samples = fields<Exclude<LoopSyntax['times'], number>>('a loop over samples', {
    samplesOf: node,
    size: positiveWhole,
  })
  const rule = `${whole.name}, or { "samplesOf": node, "size": ${positiveWhole.name} }`
  return new t.Type<LoopSyntax['times'], unknown, unknown>(
    rule,
    (u): u is LoopSyntax['times'] => whole.is(u) || samples.is(u),
    (u, c) => (isRecord(u) ? samples.validate(u, c) : whole.is(u) ? t.success(u) : t.failure(u, c, rule)),
    (value) => (typeof value === 'number' ? value : samples.encode(value)),
  )
}

type Part = CombinatorSyntax['parts'][string]

/** What a combinator was given: { "node": … }, { "number": … } or, for a function, { "bound": […], "body": … }. */
export const part = (node: Codec<Syntax>, variable: Codec<Variable>): Codec<Part> => {
  const ofNumber = fields<{ readonly number: number }>('a number as a part', { number })
  const ofNode = fields<{ readonly node: Syntax }>('a node as a part', { node })
  const ofFunction = fields<Omit<Lambda, '_tag'>>('a function as a part', { bound: list(variable), body: node })
  const rule = '{ "node": node }, { "number": number } or { "bound": […], "body": node }'
  return new t.Type<Part, unknown, unknown>(
    rule,
    (u): u is Part => typeof u === 'number' || isRecord(u),
    (u, c): t.Validation<Part> => {
      if (!isRecord(u)) return t.failure(u, c, rule)
      if (Object.hasOwn(u, 'number'))
        return pipe(
          ofNumber.validate(u, c),
          E.map((of) => of.number),
        )
      if (Object.hasOwn(u, 'node'))
        return pipe(
          ofNode.validate(u, c),
          E.map((of) => of.node),
        )
      return pipe(
        ofFunction.validate(u, c),
        E.map((of) => ({ _tag: 'Lambda', ...of })),
      )
    },
    (value) => {
      if (typeof value === 'number') return ofNumber.encode({ number: value })
      return value._tag === 'Lambda' ? ofFunction.encode(value) : ofNode.encode({ node: value })
    },
  )
}
