import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, operations, simplify } from '../../../src/ir/index.ts'
import { inLanes, lanesOf, mask } from '../../ir/lanes.ts'
import { misses, results, wanted } from './agreement.ts'
import { devices } from './devices.ts'
import { type Case, programs } from './programs.ts'

/** A case over lanes: the inputs of the mask are in lanes, and have other values in each. */
const overLanes = ({ program: { inputs, outputs }, values }: Case, which: number, count: number): Case => {
  const o = operations(builder())
  const lanes = lanesOf(o, inputs, which, count)
  const turned = (own: readonly number[], lane: number): readonly number[] =>
    own.map((_, i) => own[(i + lane) % own.length]! * (lane % 2 === 0 ? 1 : -1))
  return {
    program: simplify({ inputs: lanes.inputs, outputs: inLanes(o, lanes, outputs) }),
    values: values.map((own, i) =>
      lanes.along.has(inputs[i]!) ? Array.from({ length: count }, (_, lane) => turned(own, lane)).flat() : own,
    ),
  }
}

const sizes = { values: 40, first: 40, second: 25 } as const

describe.each(devices)('$name', (device) => {
  it.each(['values', 'first', 'second'] as const)(
    'agrees with the reference on random programs: %s derivatives',
    async (order) => {
      await fc.assert(
        fc.asyncProperty(programs(order, 8), async (one) => {
          const before = [device.buffers(), device.held()]
          expect(misses(await results(device, one), wanted(one))).toEqual([])
          expect([device.buffers(), device.held()]).toEqual(before)
        }),
        { numRuns: sizes[order] },
      )
    },
  )

  it.each(['values', 'first', 'second'] as const)(
    'agrees with the reference on random programs over lanes: %s derivatives',
    async (order) => {
      await fc.assert(
        fc.asyncProperty(programs(order, 8), mask(5), async (one, which) => {
          const over = overLanes(one, which, 3)
          const before = [device.buffers(), device.held()]
          expect(misses(await results(device, over), wanted(over))).toEqual([])
          expect([device.buffers(), device.held()]).toEqual(before)
        }),
        { numRuns: sizes[order] },
      )
    },
  )

  it('gives the same bits for the same inputs, run again and compiled again', async () => {
    await fc.assert(
      fc.asyncProperty(programs('first', 8), async (one) => {
        const inputs = one.program.inputs.map((node, i) => device.upload(node.shape, one.values[i]!))
        const run = device.compile(one.program)
        const read = async () => {
          const outputs = run(inputs)
          const values = await Promise.all(outputs.map(async (buffer) => Array.from(await device.read(buffer))))
          outputs.forEach(device.release)
          return values
        }
        const [first, second] = [await read(), await read()]
        for (const [i, values] of one.values.entries())
          expect(Array.from(await device.read(inputs[i]!))).toEqual(values)
        inputs.forEach(device.release)
        expect(second).toEqual(first)
        expect(await results(device, one)).toEqual(first)
      }),
      { numRuns: 15 },
    )
  })
})

describe('the comparison', () => {
  it('is not vacuous: nearly every element has a bound, and it is tight', () => {
    const bounds = fc
      .sample(programs('second', 8), 40)
      .flatMap(wanted)
      .flatMap(({ value, error }) => Array.from(error.data, (e, i) => e / (1 + Math.abs(value.data[i]!))))
    expect(bounds.length).toBeGreaterThan(1000)
    expect(bounds.filter((b) => b < 1e-3).length).toBeGreaterThan(0.8 * bounds.length)
  })

  it('control: refuses a value that is off by more than rounding', () => {
    fc.assert(
      fc.property(programs('values', 8), (one) => {
        const want = wanted(one)
        const off = want.map(({ value, error }) =>
          Array.from(value.data, (x, i) => x + 3 * error.data[i]! + 1e-9 * Math.abs(x) + 1e-30),
        )
        const known = want.flatMap(({ value, error }) =>
          Array.from(error.data, (e, i) => e + value.data[i]!).filter(Number.isFinite),
        )
        expect(misses(off, want).length).toBe(known.length)
      }),
      { numRuns: 20 },
    )
  })
})
