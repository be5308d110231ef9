import fc from 'fast-check'
import { beforeAll } from 'vitest'
import type { Structure } from '../../src/dsl/index.ts'
import { type Device, tfjsDevice } from '../../src/interpreters/devices/index.ts'
import { type Givens, type Meaning, meaningOn, type NumbersOf, type TermsOf } from '../../src/laws/index.ts'
import type { Layout } from '../../src/networks/index.ts'
import { right } from './learner.ts'

/** Half the distance from 1 to the next float32. */
export const roundoff = 2 ** -24

/** Dyadic numbers ±n/16 with n from 8 to 128: times 2ᵏ they are float32 to the bit for −122 ≤ k ≤ 124. */
export const mantissa = fc.tuple(fc.integer({ min: 8, max: 128 }), fc.boolean()).map(([n, up]) => (up ? n : -n) / 16)
export const positiveMantissa = mantissa.map(Math.abs)

/** Powers of two over the range of float32, but for room for results that are smaller or larger than what they are of. */
export const exponent = fc.oneof(
  fc.integer({ min: -96, max: 116 }),
  fc.constantFrom(-96, -76, -75, -64, -63, -51, -50, -31, -30, 29, 30, 31, 49, 50, 62, 63, 64, 100, 116),
)

export const scaled = (of: readonly number[], k: number): readonly number[] => of.map((x) => x * 2 ** k)

/** Whether two lists of float32 are equal up to `operations` roundings, each number by its own size. */
export const close = (got: readonly number[], want: readonly number[], operations: number): boolean =>
  got.every((x, i) => Math.abs(x - want[i]!) <= operations * roundoff * Math.abs(want[i]!))

/** What programs mean on a device of float32. To be called where tests are collected. */
export const inFloat32 = (backend: 'cpu' | 'wasm') => {
  const opened: { device?: Device<never> } = {}
  beforeAll(async () => {
    opened.device = right(await tfjsDevice(backend)()) as never
  })
  return <const G extends Givens, R extends Structure>(
    given: G,
    f: (terms: TermsOf<G>) => R,
    layout?: Layout,
  ): ((at: NumbersOf<G>) => Promise<Meaning<R>>) => {
    const made: ((at: NumbersOf<G>) => Promise<Meaning<R>>)[] = []
    return (at) => {
      if (made.length === 0) made.push(meaningOn(opened.device!)(given, f, layout === undefined ? {} : { layout }))
      return made[0]!(at)
    }
  }
}
