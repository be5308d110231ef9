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

  it('run within a body for its own stacks alone, not for those that it is given', async () => {
    const o = operations(builder())
    const { build } = o
    const [x, y] = [build.variable('x', []), build.variable('y', [])]
    const around = (body: (index: Node, carried: Node) => Node): Node => {
      const [index, carried] = [build.variable('i', []), build.variable('c', [])]
      const next = [body(index, carried)]
      const unit = build.loop({ times: 2, reverse: false, index, carried: [carried], initial: [x], sliced: [], next })
      return build.make('final', [unit], { index: 0 })
    }
    const [step, power] = [build.variable('j', []), build.variable('p', [])]
    const apart = build.loop({
      times: 3,
      reverse: false,
      index: step,
      carried: [power],
      initial: [x],
      sliced: [],
      next: [o.sine(power)],
    })
    // Of one run of `apart` the body needs a stack that depends on y alone, and of another one that depends on where the body is.
    const both = (a: Node, b: Node): Node =>
      o.sum(o.multiply(build.stack(apart, o.multiply(power, a)), build.stack(apart, o.add(power, b))))
    const once = around((index, carried) => o.add(carried, both(y, index)))
    const twice = around((outer) => around((index, carried) => o.add(carried, both(outer, index))))
    const value = o.add(once, twice)
    const one = {
      program: { inputs: [x, y], outputs: [once, twice, ...gradient(o, value, [x, y])] },
      values: [[0.5], [0.25]],
    }
    expect(misses(await results(device, one), wanted(one))).toEqual([])
  })
})
