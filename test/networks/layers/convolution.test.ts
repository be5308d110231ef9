import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import type { Node } from '../../../src/ir/index.ts'
import { convolved, convolution as layer } from '../../../src/networks/layers/convolution.ts'
import { tensor } from '../../arbitraries/index.ts'
import { allClose } from '../../ir/close.ts'
import { elementAt, tabulate } from '../../ir/coordinates.ts'
import { secondSlopeAgrees, slopeAgrees } from '../../ir/gradient-laws.ts'
import { curved, type Make, made, placement, type Windowed, windowed } from './image-layers.ts'

type Case = Windowed & { readonly channels: number }

const cases: fc.Arbitrary<Case> = fc
  .tuple(windowed, fc.integer({ min: 1, max: 3 }))
  .map(([of, channels]) => ({ ...of, channels }))

const make =
  ({ channels, window, stride, padding }: Case): Make =>
  (o, x, filter) =>
    convolved(o, layer({ group: 'c', channels, kernel: window, stride, padding }), x!, filter as Node)

const filterOf = (of: Case): readonly number[] => [...placement(of).size, of.shape[3], of.channels]

const operands = (of: Case) => fc.tuple(tensor(of.shape), tensor(filterOf(of)))

/** Six loops: over images, places down and across and channels, and for each over the window and the channels below. */
const sixLoops = (of: Case, x: Value, filter: Value): readonly number[] => {
  const { size, step, down, across } = placement(of)
  return tabulate([of.shape[0], down.places, across.places, of.channels], ([n, row, column, channel]) => {
    let sum = 0
    for (let d = 0; d < size[0]; d++)
      for (let a = 0; a < size[1]; a++)
        for (let c = 0; c < of.shape[3]; c++) {
          const at = [n!, row! * step[0] + d - down.before, column! * step[1] + a - across.before, c]
          sum += (elementAt(x, at) ?? 0) * elementAt(filter, [d, a, c, channel!])!
        }
    return sum
  })
}

describe('convolution', () => {
  it('law: is six loops', () =>
    fc.assert(
      fc.property(
        cases.chain((of) => fc.tuple(fc.constant(of), operands(of))),
        ([of, [x, filter]]) => {
          const got = made(make(of), x, filter)
          expect(allClose(got, sixLoops(of, x, filter), 4 * filter.data.length)).toBe(true)
        },
      ),
      { numRuns: 200 },
    ))
  it('control: a filter turned around gives something else', () => {
    const turned = (filter: Value): Value => ({ ...filter, data: Float64Array.from(filter.data).reverse() })
    const law = fc.property(
      cases.chain((of) => fc.tuple(fc.constant(of), operands(of))),
      ([of, [x, filter]]) => allClose(made(make(of), x, filter), sixLoops(of, x, turned(filter)), 1000),
    )
    expect(fc.check(law).failed).toBe(true)
  })
  it('images without channels have one', () => {
    const x = { shape: [1, 2, 2], data: Float64Array.of(1, 2, 3, 4) }
    const filter = { shape: [2, 2, 1, 1], data: Float64Array.of(1, 10, 100, 1000) }
    const of: Case = { shape: [1, 2, 2, 1], window: 2, stride: 1, padding: 'valid', channels: 1 }
    expect(made(make(of), x, filter)).toEqual([4321])
  })
  it('law: by the input and the filter, its derivatives have the slopes of central differences, first and second', () =>
    fc.assert(
      fc.property(
        cases.chain((of) => fc.tuple(fc.constant(of), operands(of), operands(of), operands(of))),
        ([of, at, v, w]) => {
          expect(slopeAgrees(curved(make(of), at), at, v)).toBe(true)
          expect(secondSlopeAgrees(curved(make(of), at), at, v, w)).toBe(true)
        },
      ),
      { numRuns: 40 },
    ))
  it('control: the slope along another direction is another', () => {
    const law = fc.property(
      cases.chain((of) => fc.tuple(fc.constant(of), operands(of), operands(of))),
      ([of, at, v]) => {
        const halved = v.map((each) => ({ ...each, data: each.data.map((e) => e / 2) }))
        const { y, ...rest } = curved(make(of), at)
        const { o } = rest
        return slopeAgrees({ ...rest, y: o.add(o.stopGradient(y), o.multiply(y, o.constant(0.5))) }, at, halved)
      },
    )
    expect(fc.check(law).failed).toBe(true)
  })
})
