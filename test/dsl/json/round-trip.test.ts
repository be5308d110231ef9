import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  decodeProgram,
  defaults,
  encodeProgram,
  type Method,
  methodFromJson,
  methodToJson,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { eachOperation, method as randomMethod } from '../../../src/laws/arbitraries/index.ts'
import { methods } from '../../../src/methods/index.ts'

const throughText = (u: unknown): unknown => JSON.parse(JSON.stringify(u))

const decoded = (u: unknown) => {
  const result = decodeProgram(u)
  if (E.isLeft(result)) throw new Error(render(result.left))
  return result.right
}

const programOf = (method: Method) => method.program(defaults(method.options))

const comesBack = (method: Method): boolean => {
  const written = JSON.stringify(encodeProgram(programOf(method)))
  return JSON.stringify(encodeProgram(decoded(JSON.parse(written)))) === written
}

const written = (method: Method): string => JSON.stringify(encodeProgram(programOf(method)))

describe('programs as JSON', () => {
  it('encode ∘ decode ∘ encode = encode, for programs nobody wrote', () => {
    fc.assert(fc.property(randomMethod, comesBack))
  })

  it.each(eachOperation)('encode ∘ decode ∘ encode = encode, for %s', (_name, method) => {
    expect(comesBack(method)).toBe(true)
  })

  it.each(Object.entries(methods))('encode ∘ decode ∘ encode = encode, for %s', (_name, method) => {
    expect(comesBack(method)).toBe(true)
  })

  it('a program built again is written alike, however its variables are numbered', () => {
    fc.assert(
      fc.property(randomMethod, (method) => {
        const again = written(method)
        return written(method) === again
      }),
    )
  })

  it('control: another option of shape is written otherwise', () => {
    const { emcl } = methods as { readonly emcl: Method }
    const values = defaults(emcl.options)
    const one = JSON.stringify(encodeProgram(emcl.program({ ...values, innerSteps: 3 })))
    expect(JSON.stringify(encodeProgram(emcl.program({ ...values, innerSteps: 4 })))).not.toBe(one)
  })

  it.each(Object.entries(methods))('the whole method comes back, for %s', (_name, method) => {
    const values = defaults(method.options)
    const result = methodFromJson(throughText(methodToJson(method, values)))
    if (E.isLeft(result)) throw new Error(render(result.left))
    const back = result.right
    expect(back.name).toBe(method.name)
    expect(back.source).toBe(method.source)
    expect(back.deviations).toEqual(method.deviations)
    expect(defaults(back.options)).toEqual(values)
    expect(Object.values(back.options).map((o) => o.symbol)).toEqual(Object.values(method.options).map((o) => o.symbol))
    expect(methodToJson(back, values)).toEqual(methodToJson(method, values))
  })

  it('numbers that JSON cannot write come back as they were: ∞, −∞ and −0', () => {
    for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1e-300]) {
      const [, method] = eachOperation[0]!
      const program = programOf(method)
      const { theta } = program.handlers.onBatch!.updates
      const changed = {
        ...program,
        handlers: {
          onBatch: {
            ...program.handlers.onBatch!,
            updates: {
              theta: { _tag: 'Binary', operator: 'add', left: theta!, right: { _tag: 'Literal', value } } as const,
            },
          },
        },
      }
      const back = decoded(throughText(encodeProgram(changed))).handlers.onBatch!.updates.theta
      const literal = back?._tag === 'Binary' && back.right._tag === 'Literal' ? back.right.value : undefined
      expect(Object.is(literal, value)).toBe(true)
    }
  })
})
