import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, operations, sizeOf } from '../../../src/ir/index.ts'
import { misses, results, wanted } from './agreement.ts'
import { devices } from './devices.ts'
import { uses, valuesOf } from './uses.ts'

describe.each(devices)('$name', (device) => {
  it.each(Object.keys(uses))('%s is what the reference says', async (name) => {
    const { shapes, make } = uses[name]!
    const values = valuesOf(uses[name]!)
    const operands = fc.tuple(...shapes.map((s) => fc.array(values, { minLength: sizeOf(s), maxLength: sizeOf(s) })))
    await fc.assert(
      fc.asyncProperty(operands, async (given) => {
        const build = builder()
        const inputs = shapes.map((shape, i) => build.variable(`x${i}`, shape))
        const one = { program: { inputs, outputs: [make(operations(build), inputs)] }, values: given }
        expect(misses(await results(device, one), wanted(one))).toEqual([])
      }),
      { numRuns: 8 },
    )
  })
})
