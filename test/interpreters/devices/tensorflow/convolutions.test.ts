import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, operations, sizeOf } from '../../../../src/ir/index.ts'
import { misses, results, wanted } from '../agreement.ts'
import { binding, deviceOf } from './function-devices.ts'

const here = binding === undefined ? describe.skip : describe

const side = fc.record({ window: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 3 }) })

here('products of patches, as convolutions of TensorFlow', () => {
  const device = deviceOf('kept')

  it('law: agree with the reference for any window, steps and padding, with slopes of first and second order', async () => {
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        async (down, across, around, turned) => {
          const o = operations(builder())
          const [top, bottom] = around.slice(0, 2).map((n) => n % down.window) as [number, number]
          const [left, right] = around.slice(2).map((n) => n % across.window) as [number, number]
          const sliding = {
            window: [down.window, across.window],
            strides: [down.stride, across.stride],
            padding: [top, bottom, left, right],
          } as const
          const width = down.window * across.window * 2
          const images = o.build.variable('images', [2, 5, 4, 2])
          const filter = o.build.variable('filter', turned ? [3, width] : [width, 3])
          const patches = o.patches(images, sliding)
          const rows = sizeOf(patches.shape.slice(0, 3))
          const made = o.matMul(o.reshape(patches, [rows, width]), filter, false, turned)
          const slopes = (y: Node): readonly Node[] => gradient(o, y, [images, filter])
          const first = slopes(o.sum(o.sine(made)))
          const second = slopes(first.map((g) => o.sum(o.multiply(g, g))).reduce(o.add))
          const values = [images, filter].map((node) =>
            Array.from({ length: sizeOf(node.shape) }, (_, i) => ((i * 29) % 37) / 64 - 0.25),
          )
          const one = { program: { inputs: [images, filter], outputs: [made, ...first, ...second] }, values }
          expect(misses(await results(device, one), wanted(one))).toEqual([])
        },
      ),
      { numRuns: 25 },
    )
  })
})
