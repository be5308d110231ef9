import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, gradient, operations } from '../../../src/ir/index.ts'
import { averagePool, maxPool } from '../../../src/networks/index.ts'
import { dyadic, tensor, tensorOf } from '../../arbitraries/index.ts'
import { allClose } from '../../ir/close.ts'
import { elementAt, tabulate } from '../../ir/coordinates.ts'
import { secondSlopeAgrees, slopeAgrees } from '../../ir/gradient-laws.ts'
import { run } from '../../ir/values.ts'
import { curved, type Make, made, placement, through, type Windowed, windowed } from './image-layers.ts'

const most =
  ({ window, stride, padding }: Windowed): Make =>
  (o, x) =>
    through(o, maxPool(window, { stride, padding }), x!)

const mean =
  ({ window, stride }: Windowed): Make =>
  (o, x) =>
    through(o, averagePool(window, stride), x!)

/** What each window sees inside the image, place by place and channel by channel. */
const seen = (of: Windowed, x: Value, f: (elements: readonly number[]) => number): readonly number[] => {
  const { size, step, down, across } = placement(of)
  return tabulate([of.shape[0], down.places, across.places, of.shape[3]], ([n, row, column, c]) => {
    const elements: number[] = []
    for (let d = 0; d < size[0]; d++)
      for (let a = 0; a < size[1]; a++) {
        const e = elementAt(x, [n!, row! * step[0] + d - down.before, column! * step[1] + a - across.before, c!])
        if (e !== undefined) elements.push(e)
      }
    return f(elements)
  })
}

const valid = windowed.filter((of) => of.padding === 'valid')
const on = (windows: fc.Arbitrary<Windowed>, low = -8) =>
  windows.chain((of) =>
    fc.tuple(
      fc.constant(of),
      tensorOf(
        of.shape,
        dyadic().map((e) => Math.max(low, e)),
      ),
    ),
  )

/** Images whose elements are all different, and so far apart that a difference quotient changes no order. */
const apart = (of: Windowed): fc.Arbitrary<Value> => {
  const size = of.shape.reduce((a, b) => a * b, 1)
  return fc
    .uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: size, maxLength: size })
    .map((elements) => ({ shape: of.shape, data: Float64Array.from(elements, (e) => e / 500) }))
}

describe('max pooling', () => {
  it('law: is the largest element that a window sees; padding is never seen', () =>
    fc.assert(
      fc.property(on(windowed), ([of, x]) => {
        expect(made(most(of), x)).toEqual(seen(of, x, (elements) => Math.max(...elements)))
      }),
    ))
  it('control: with zeros for padding it would be another, where all elements are below 0', () => {
    const padded = windowed.filter(({ padding }) => padding === 1)
    const law = fc.property(on(padded), ([of, x]) => {
      const below = { ...x, data: x.data.map((e) => -1 - Math.abs(e)) }
      const zeros = seen(of, below, (elements) => {
        const [rows, columns] = placement(of).size
        return elements.length < rows * columns ? Math.max(0, ...elements) : Math.max(...elements)
      })
      return made(most(of), below).every((e, i) => e === zeros[i])
    })
    expect(fc.check(law).failed).toBe(true)
  })
  it('law: elements that tie for the largest share the cotangent equally', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 6 }), (elements) => {
        const o = operations(builder())
        const x = o.build.variable('x', [1, 2, 3, 1])
        const y = o.sum(through(o, maxPool([2, 3]), x))
        const [g] = run([x], gradient(o, y, [x]), [{ shape: [1, 2, 3, 1], data: Float64Array.from(elements) }])
        const largest = Math.max(...elements)
        const ties = elements.filter((e) => e === largest).length
        expect(g).toEqual(elements.map((e) => (e === largest ? 1 / ties : 0)))
      }),
    ))
  it('law: away from ties its derivatives have the slopes of central differences, first and second', () =>
    fc.assert(
      fc.property(
        windowed.chain((of) => fc.tuple(fc.constant(of), apart(of), tensor(of.shape), tensor(of.shape))),
        ([of, x, v, w]) => {
          expect(slopeAgrees(curved(most(of), [x]), [x], [v])).toBe(true)
          expect(secondSlopeAgrees(curved(most(of), [x]), [x], [v], [w])).toBe(true)
        },
      ),
      { numRuns: 40 },
    ))
})

describe('average pooling', () => {
  const average = (elements: readonly number[]): number => elements.reduce((a, b) => a + b, 0) / elements.length
  it('law: is the mean of what a window sees', () =>
    fc.assert(
      fc.property(on(valid), ([of, x]) => {
        expect(allClose(made(mean(of), x), seen(of, x, average), 16)).toBe(true)
      }),
    ))
  it('law: over all of an image it is one mean a channel', () =>
    fc.assert(
      fc.property(on(windowed), ([of, x]) => {
        const [n, h, w, c] = of.shape
        const all: Windowed = { shape: [n, h, w, c], window: [h, w], stride: 1, padding: 'valid' }
        const got = made((o, input) => through(o, averagePool('all'), input!), x)
        expect(allClose(got, seen(all, x, average), 64)).toBe(true)
      }),
    ))
  it('law: its derivatives have the slopes of central differences, first and second', () =>
    fc.assert(
      fc.property(
        valid.chain((of) => fc.tuple(fc.constant(of), tensor(of.shape), tensor(of.shape), tensor(of.shape))),
        ([of, x, v, w]) => {
          expect(slopeAgrees(curved(mean(of), [x]), [x], [v])).toBe(true)
          expect(secondSlopeAgrees(curved(mean(of), [x]), [x], [v], [w])).toBe(true)
        },
      ),
      { numRuns: 30 },
    ))
  it('control: it is no maximum', () => {
    const law = fc.property(on(valid), ([of, x]) =>
      made(mean(of), x).every((e, i) => e === seen(of, x, (elements) => Math.max(...elements))[i]),
    )
    expect(fc.check(law).failed).toBe(true)
  })
})
