import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Grey, lanczosResized } from '../../../src/data/images/lanczos.ts'
import { sha256 } from '../../../src/digest.ts'

/** Black and white by a linear congruence, so that Pillow could be given the same. */
const speckled = (width: number, height: number): Grey => {
  let state = 1n
  const next = (): number => {
    state = (state * 1103515245n + 12345n) % 2n ** 31n
    return 255 * Number((state >> 16n) & 1n)
  }
  return { width, height, values: Uint8Array.from({ length: width * height }, next) }
}

const side = fc.integer({ min: 1, max: 40 })

describe('lanczosResized', () => {
  it.each([
    [105, 105, 28, 28, '507980301d9bfd094bd47eb3b770b03a33e8258253569d2e1f16db3c16ffb1fa'],
    [9, 7, 28, 13, 'd07fb902b6dc17823be106ea50f88877522cc1c0401f5b5e8907267c3c3a4597'],
    [50, 20, 17, 20, '5dc51a600343c470f93277fb01312517c077e1d39cde43515b22258c130bc464'],
  ])('is Pillow 13.0, byte by byte: %i × %i to %i × %i', (width, height, toWidth, toHeight, digest) => {
    expect(sha256(lanczosResized(speckled(width, height), toWidth, toHeight).values)).toBe(digest)
  })
  it('law: one grey stays that grey, to within a rounding of the weights', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), (width, height, toWidth, toHeight, grey) => {
        const made = lanczosResized(
          { width, height, values: new Uint8Array(width * height).fill(grey) },
          toWidth,
          toHeight,
        )
        expect(made.values.length).toBe(toWidth * toHeight)
        expect(new Set(made.values)).toEqual(new Set([grey]))
      }),
    )
  })
  it('law: into its own size it is itself', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const of = speckled(width, height)
        expect(lanczosResized(of, width, height)).toEqual(of)
      }),
    )
  })
})
