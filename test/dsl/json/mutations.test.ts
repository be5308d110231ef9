import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeProgram, defaults, encodeProgram, methodFromJson, methodToJson } from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { method as randomMethod } from '../../../src/laws/arbitraries/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { played } from './played.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** The places of a document, by the keys that lead there. */
const placesOf = (of: Json, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof of !== 'object' || of === null
    ? [path]
    : [path, ...Object.entries(of).flatMap(([key, value]) => placesOf(value, [...path, key]))]

interface Mutation {
  readonly place: number
  readonly kind: 'replace' | 'delete' | 'duplicate' | 'shift'
  readonly by: Json
}

const changed = (of: Json, [key, ...rest]: readonly string[], { kind, by }: Mutation): Json => {
  if (key === undefined) return kind === 'shift' && typeof of === 'number' ? of + 1 : by
  if (typeof of !== 'object' || of === null) return of
  const inner = (of as { readonly [key: string]: Json })[key] as Json
  if (rest.length === 0 && kind === 'delete')
    return Array.isArray(of)
      ? of.filter((_, i) => String(i) !== key)
      : Object.fromEntries(Object.entries(of).filter(([k]) => k !== key))
  if (rest.length === 0 && kind === 'duplicate')
    return Array.isArray(of) ? of.flatMap((v, i) => (String(i) === key ? [v, v] : [v])) : { ...of, [`${key}2`]: inner }
  const next = changed(inner, rest, { kind, by, place: 0 })
  return Array.isArray(of) ? of.map((v, i) => (String(i) === key ? next : v)) : { ...of, [key]: next }
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom('replace', 'delete', 'duplicate', 'shift'),
  by: fc.oneof(
    fc.integer({ min: -2, max: 60 }).map((n): Json => n),
    fc.constantFrom<Json>(null, true, '', 'Infinity', '__proto__', 'Binary', 'Gradient', 'scalar', [], {}, [0], {
      params: 'x',
    }),
    // Whole numbers beyond a few would only make loops longer to wait for.
    fc.jsonValue({ maxDepth: 2 }).map((v) => (typeof v === 'number' ? v + 0.5 : v) as Json),
  ),
})

const mutated = (document: Json, mutations: readonly Mutation[]): Json =>
  mutations.reduce((of, m) => {
    const places = placesOf(of)
    return changed(of, places[m.place % places.length]!, m)
  }, document)

const all = Object.values(methods)
const plain = (u: unknown): Json => JSON.parse(JSON.stringify(u)) as Json

const documents: fc.Arbitrary<Json> = fc.oneof(
  fc.nat(all.length - 1).map((i) => plain(encodeProgram(all[i]!.program(defaults(all[i]!.options))))),
  randomMethod.map((method) => plain(encodeProgram(method.program(defaults(method.options))))),
)

describe('documents changed by chance', () => {
  it('are taken or refused with a reason; nothing throws', () => {
    let refused = 0
    let taken = 0
    fc.assert(
      fc.property(documents, fc.array(mutation, { minLength: 1, maxLength: 3 }), (document, mutations) => {
        const result = decodeProgram(mutated(document, mutations))
        if (E.isRight(result)) taken += 1
        else {
          refused += 1
          expect(render(result.left)).toMatch(/^program: /)
        }
      }),
      { numRuns: 500 },
    )
    // Both ends of the law are reached.
    expect(refused).toBeGreaterThan(50)
    expect(taken).toBeGreaterThan(5)
  })

  it('what is taken is written and read again as it is, and runs or is refused by the compiler', async () => {
    await fc.assert(
      fc.asyncProperty(documents, fc.array(mutation, { minLength: 1, maxLength: 2 }), async (document, mutations) => {
        const result = decodeProgram(mutated(document, mutations))
        if (E.isLeft(result)) return
        const written = encodeProgram(result.right)
        const again = decodeProgram(plain(written))
        expect(E.isRight(again) && encodeProgram(again.right)).toEqual(written)
        const outcome = await played(result.right)
        expect(['object', 'string']).toContain(typeof outcome)
      }),
      { numRuns: 150 },
    )
  })

  it('so it is for whole methods', () => {
    fc.assert(
      fc.property(fc.nat(all.length - 1), fc.array(mutation, { minLength: 1, maxLength: 3 }), (i, mutations) => {
        const method = all[i]!
        const result = methodFromJson(mutated(plain(methodToJson(method, defaults(method.options))), mutations))
        if (E.isRight(result)) result.right.program(defaults(result.right.options))
        else expect(render(result.left).length).toBeGreaterThan(10)
      }),
      { numRuns: 300 },
    )
  })

  it('anything at all is taken or refused', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 3 }), (u) => {
        expect(decodeProgram(u)._tag).toBe('Left')
        expect(methodFromJson(u)._tag).toBe('Left')
      }),
    )
  })
})
