import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  box,
  elasticNet,
  groupLasso,
  l1,
  l2Ball,
  nonNegative as nonNegativePenalty,
  type Penalty,
  quadratic,
  zero,
} from '../../../src/dsl/index.ts'
import { type Device, tfjsDevice } from '../../../src/interpreters/devices/index.ts'
import {
  largestOf,
  meaning,
  meaningOn,
  minus,
  nonNegative,
  numbersOf,
  params,
  positive,
  scalar,
  smallLayout,
  type TermsOf,
} from '../../../src/laws/index.ts'
import { right } from '../learner.ts'
import { layers } from './ours.ts'

const given = {
  at: params(),
  rate: scalar(positive),
  strength: scalar(nonNegative),
  weight: params(nonNegative),
  centre: params(),
  curvature: scalar(nonNegative),
  radius: scalar(positive),
}
const cases = numbersOf(given, smallLayout)
type Terms = TermsOf<typeof given>

const penalties: Readonly<Record<string, (t: Terms) => Penalty>> = {
  zero: () => zero(),
  quadratic,
  l1,
  box: () => box({ lower: -1, upper: 2 }),
  nonNegative: () => nonNegativePenalty(),
  elasticNet,
  groupLasso: ({ strength }) => groupLasso({ strength, groups: layers }),
  l2Ball,
}
const program = (penalty: (t: Terms) => Penalty) => (t: Terms) => {
  const f = penalty(t)
  return { prox: f.prox(t.rate)(t.at), gradient: f.gradient(t.at), value: f.value(t.at) }
}

/** Half the distance from 1 to the next float32. */
const roundoff = 2 ** -24

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  const opened: { device?: Device<never> } = {}
  beforeAll(async () => {
    opened.device = right(await tfjsDevice(backend)()) as never
  })
  it.each(Object.entries(penalties))(
    'law: prox, gradient and value of %s are those of float64, rounded',
    async (_, of) => {
      const [exact, rounded] = [meaning(given, program(of)), meaningOn(opened.device!)(given, program(of))]
      await fc.assert(
        fc.asyncProperty(cases, async (n) => {
          const [want, got] = [await exact(n), await rounded(n)]
          // A prox is a mean of v and c, in at most eight operations; a gradient is a product of dyadic numbers, a
          // length and a root.
          expect(largestOf(minus(got.prox, want.prox))).toBeLessThanOrEqual(8 * roundoff * largestOf(n.at, n.centre))
          expect(largestOf(minus(got.gradient, want.gradient))).toBeLessThanOrEqual(
            8 * roundoff * largestOf(want.gradient),
          )
          // A value is a sum of six positive terms.
          const apart = want.value[0] === got.value[0] ? 0 : Math.abs(want.value[0]! - got.value[0]!)
          expect(apart).toBeLessThanOrEqual(16 * roundoff * Math.abs(want.value[0]!))
        }),
      )
    },
  )
})
