import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  decodeOptions,
  decodeProgram,
  defaults,
  encodeProgram,
  type Method,
  methodFromJson,
  methodToJson,
  type Values,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { eachOperation, method as randomMethod } from '../../../src/laws/arbitraries/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { played } from './played.ts'

const returned = (method: Method, values: Values) => {
  const result = decodeProgram(JSON.parse(JSON.stringify(encodeProgram(method.program(values)))))
  if (E.isLeft(result)) throw new Error(render(result.left))
  return result.right
}

describe('a decoded program', () => {
  it('runs to the same bits as the program that was written, draws and all', async () => {
    await fc.assert(
      fc.asyncProperty(randomMethod, async (method) => {
        const values = defaults(method.options)
        expect(await played(returned(method, values))).toEqual(await played(method.program(values)))
      }),
      { numRuns: 25 },
    )
  })

  it.each(eachOperation)('runs to the same bits, for %s', async (_name, method) => {
    const values = defaults(method.options)
    const result = await played(method.program(values))
    expect(result).toBeTypeOf('object')
    expect(await played(returned(method, values))).toEqual(result)
  })

  it.each(Object.entries(methods))('runs to the same bits, for %s', async (_name, method) => {
    const values = defaults(method.options)
    const result = await played(method.program(values))
    expect(result).toBeTypeOf('object')
    expect(await played(returned(method, values))).toEqual(result)
  })

  it('control: another seed draws otherwise', async () => {
    const { er } = methods as { readonly er: Method }
    const values = { ...defaults(er.options), memory: 2 }
    const program = er.program(values)
    expect(await played(program, 3)).not.toEqual(await played(program, 4))
  })

  it('still has its numeric options, within their bounds; those that fixed its shape say so', async () => {
    const { emcl } = methods as { readonly emcl: Method }
    const values = defaults(emcl.options)
    const result = methodFromJson(JSON.parse(JSON.stringify(methodToJson(emcl, values))))
    if (E.isLeft(result)) throw new Error(render(result.left))
    const back = result.right
    const set = decodeOptions('run', back.options, { gamma: '0.125' })
    if (E.isLeft(set)) throw new Error(render(set.left))
    expect(await played(back.program(set.right))).toEqual(await played(emcl.program({ ...values, gamma: 0.125 })))
    const refusal = (given: Readonly<Record<string, unknown>>): string => {
      const refused = decodeOptions('run', back.options, given)
      return E.isLeft(refused) ? render(refused.left) : 'taken'
    }
    expect(refusal({ gamma: -1 })).toBe('run: option `gamma` must be a number > 0, got -1.')
    expect(refusal({ innerSteps: 7 })).toBe(
      `run: option \`innerSteps\` must be ${values.innerSteps}, fixed when the program was written, got 7.`,
    )
    expect(refusal({ innerSteps: values.innerSteps })).toBe('taken')
  })
})
