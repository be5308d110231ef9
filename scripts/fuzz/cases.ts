import fc from 'fast-check'
import { defaults, type Method, methodToJson, type Values } from '../../src/dsl/index.ts'
import { episodic, method as randomMethod } from '../../src/laws/arbitraries/index.ts'
import { methods } from '../../src/methods/index.ts'
import { built } from './built.ts'
import { type Json, mutated, mutation } from './mutation.ts'

/** What JSON keeps of a value. */
export const plain = (u: unknown): Json => JSON.parse(JSON.stringify(u)) as Json

/** Sizes that are smaller than a method's own, so that a case takes little time. */
const shrunk = (method: Method): Values =>
  Object.fromEntries(
    Object.entries(defaults(method.options)).map(([name, value]) => {
      const small = typeof value === 'number' && Number.isInteger(value) && value > 3 ? 3 : value
      return [name, method.options[name]!.codec.is(small) ? small : value]
    }),
  )

const documents = Object.values(methods).map((method) => plain(methodToJson(method, shrunk(method))))

/** A document that may be a method, or a method that somebody built. */
export type Case =
  | { readonly _tag: 'Document'; readonly document: Json }
  | { readonly _tag: 'Built'; readonly method: Method }

const cases: fc.Arbitrary<Case> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.oneof(
          fc.nat(documents.length - 1).map((i) => documents[i]!),
          randomMethod.map((method) => plain(methodToJson(method, defaults(method.options)))),
        ),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
      )
      .map(([document, mutations]): Case => ({ _tag: 'Document', document: mutated(document, mutations) })),
  },
  { weight: 1, arbitrary: randomMethod.map((method): Case => ({ _tag: 'Built', method })) },
  { weight: 1, arbitrary: episodic.map((method): Case => ({ _tag: 'Built', method })) },
  { weight: 3, arbitrary: built.map((method): Case => ({ _tag: 'Built', method })) },
)

/** The case of a number: it depends on the two numbers alone. */
export const caseOf = (seed: number, index: number): Case =>
  fc.sample(cases, { seed: (seed * 0x9e3779b1 + index * 0x85ebca6b) | 0, numRuns: 1 })[0]!

/** The JSON of a case. */
export const writtenCase = (of: Case): string =>
  JSON.stringify(of._tag === 'Document' ? of.document : methodToJson(of.method, defaults(of.method.options)), null, 1)
