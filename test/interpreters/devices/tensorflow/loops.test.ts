import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Loop, type Node, operations } from '../../../../src/ir/index.ts'
import { misses, results, wanted } from '../agreement.ts'
import { programs } from '../programs.ts'
import { binding, deviceOf, forms } from './function-devices.ts'

const here = binding === undefined ? describe.skip : describe

here.each(Object.keys(forms) as (keyof typeof forms)[])('loops that are %s, in one function of TensorFlow', (form) => {
  const device = deviceOf(form)

  it.each(['values', 'first', 'second'] as const)('agree with the reference: %s derivatives', async (order) => {
    await fc.assert(
      fc.asyncProperty(programs(order, 8), async (one) => {
        const before = [device.buffers(), device.held()]
        expect(misses(await results(device, one), wanted(one))).toEqual([])
        expect([device.buffers(), device.held()]).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })

  it.each([0, 1, 2, 5])('stack rows of numbers and of conditions, forwards and backwards: %i times', async (times) => {
    const o = operations(builder())
    const [x, rows] = [o.build.variable('x', [3]), o.build.variable('rows', [times, 3])]
    const looped = (reverse: boolean): readonly Node[] => {
      const [index, carried, row] = [
        o.build.variable('i', []),
        o.build.variable('c', [3]),
        o.build.variable('row', [3]),
      ] as const
      const next = o.add(o.multiply(o.sine(carried), row), index)
      const loop: Loop = {
        times,
        reverse,
        index,
        carried: [carried],
        initial: [x],
        sliced: [{ variable: row, source: rows }],
        next: [next],
      }
      const unit = o.build.loop(loop)
      const condition = o.build.stack(unit, o.less(next, o.constant(1, [3])))
      const value = o.build.make('final', [unit], { index: 0 })
      return [
        value,
        o.build.stack(unit, next),
        o.select(condition, o.constant(2), o.constant(-3)),
        ...gradient(o, o.sum(o.multiply(value, value)), [x, rows]),
      ]
    }
    const values = [[0.5, -0.25, 2], Array.from({ length: 3 * times }, (_, i) => ((i * 7) % 5) / 4 - 0.5)]
    const one = { program: { inputs: [x, rows], outputs: [...looped(false), ...looped(true)] }, values }
    expect(misses(await results(device, one), wanted(one))).toEqual([])
  })
})
