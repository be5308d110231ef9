import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, type Operations, operations } from '../../../src/ir/index.ts'
import { type Frame, frame, patchesIn } from '../../arbitraries/images.ts'
import { dyadic, tensor, tensorOf } from '../../arbitraries/index.ts'
import { elementAt, tabulate } from '../coordinates.ts'
import { type Scalar, secondSlopeAgrees, slopeAgrees } from '../gradient-laws.ts'
import { run } from '../values.ts'

const patchesOf = ({ sliding }: Frame, x: Value): readonly number[] => {
  const o = operations(builder())
  const input = o.build.variable('x', x.shape)
  return run([input], [o.patches(input, sliding)], [x])[0]!
}

const unpatchOf = ({ sliding, images: [, h, w] }: Frame, y: Value): readonly number[] => {
  const o = operations(builder())
  const input = o.build.variable('y', y.shape)
  return run([input], [o.unpatch(input, sliding, [h, w])], [y])[0]!
}

const dot = (a: readonly number[], b: ArrayLike<number>): number => a.reduce((so, x, i) => so + x * b[i]!, 0)

const images = frame.chain((f) => fc.tuple(fc.constant(f), tensorOf(f.images, dyadic())))
const both = frame.chain((f) =>
  fc.tuple(fc.constant(f), tensorOf(f.images, dyadic()), tensorOf(patchesIn(f), dyadic())),
)

describe('patches and unpatch', () => {
  it('law: patches(x)[i, r, q, (d, a, c)] = x[i, r·s + d − top, q·s′ + a − left, c], 0 outside', () =>
    fc.assert(
      fc.property(images, ([f, x]) => {
        const { window, strides, padding } = f.sliding
        const c = f.images[3]
        const want = tabulate(patchesIn(f), ([i, row, column, cell]) => {
          const [down, across] = [Math.floor(cell! / (window[1] * c)), Math.floor(cell! / c) % window[1]]
          const at = [i!, row! * strides[0] + down - padding[0], column! * strides[1] + across - padding[2], cell! % c]
          return elementAt(x, at) ?? 0
        })
        expect(patchesOf(f, x)).toEqual(want)
      }),
    ))
  it('law: ⟨patches x, y⟩ = ⟨x, unpatch y⟩', () =>
    fc.assert(
      fc.property(both, ([f, x, y]) => {
        expect(dot(patchesOf(f, x), y.data)).toBe(dot(unpatchOf(f, y), x.data))
      }),
    ))
  it('law: unpatch(patches x) is x times how many windows see each element', () =>
    fc.assert(
      fc.property(images, ([f, x]) => {
        const ones = { shape: x.shape, data: x.data.map(() => 1) }
        const again = (v: Value) => unpatchOf(f, { shape: patchesIn(f), data: Float64Array.from(patchesOf(f, v)) })
        const seen = again(ones)
        expect(again(x)).toEqual(Array.from(x.data, (e, i) => e * seen[i]! + 0))
      }),
    ))
  it('control: with the padding on the other side they are not adjoint', () => {
    const swapped = (f: Frame): Frame => {
      const [top, bottom, left, right] = f.sliding.padding
      return { ...f, sliding: { ...f.sliding, padding: [bottom, top, right, left] } }
    }
    const law = fc.property(both, ([f, x, y]) => dot(patchesOf(f, x), y.data) === dot(unpatchOf(swapped(f), y), x.data))
    expect(fc.check(law).failed).toBe(true)
  })
  it('a window of one element in steps of 1 is the identity, and makes no node', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [1, 2, 3, 2])
    const alone = { window: [1, 1], strides: [1, 1], padding: [0, 0, 0, 0] } as const
    expect(o.patches(x, alone)).toBe(x)
    expect(o.unpatch(x, alone, [2, 3])).toBe(x)
    expect(o.patches(x, { ...alone, strides: [2, 1] })).not.toBe(x)
  })
})

/** A curved function of the patches, or of the images summed from patches. */
const curved = (f: Frame, back: boolean): Scalar => {
  const o: Operations = operations(builder())
  const x = o.build.variable('x', back ? patchesIn(f) : f.images)
  const moved = back ? o.unpatch(x, f.sliding, [f.images[1], f.images[2]]) : o.patches(x, f.sliding)
  return { o, inputs: [x], y: o.sum(o.multiply(o.sine(moved), o.exponential(o.negate(moved)))) }
}

describe.each([
  ['patches', false],
  ['unpatch', true],
])('the derivative of %s', (_, back) => {
  const cases = frame.chain((f) => {
    const one = tensor(back ? patchesIn(f) : f.images).map((x) => [x])
    return fc.tuple(fc.constant(f), one, one, one)
  })
  it('law: has the slopes of central differences, at first order and second', () =>
    fc.assert(
      fc.property(cases, ([f, at, v, w]) => {
        expect(slopeAgrees(curved(f, back), at, v)).toBe(true)
        expect(secondSlopeAgrees(curved(f, back), at, v, w)).toBe(true)
      }),
    ))
})
