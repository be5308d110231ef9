import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults, defineMethod, grad, less, multiply, type Params, sum, when } from '../../src/dsl/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { stays } from '../../src/laws/conduct.ts'
import { arbitraries, gradientOf, heightOf, type Quadratic, same } from '../../src/laws/index.ts'
import { fitting, layoutOf, sizeOfLayout } from '../../src/networks/index.ts'

const { course, method, network, quadratic, separableQuadratic, vector } = arbitraries

const quadratics = fc.integer({ min: 1, max: 4 }).chain((n) => {
  const either: fc.Arbitrary<Quadratic> = fc.oneof(quadratic(n), separableQuadratic(n))
  return fc.tuple(either, vector(n, 4), vector(n, 1))
})
const middle = (a: readonly number[], b: readonly number[]): readonly number[] => a.map((x, i) => (x + b[i]!) / 2)
const isLeast = ([f, at]: readonly [Quadratic, readonly number[], ...unknown[]], minimiser = f.minimiser): boolean =>
  same(at, minimiser) ? heightOf(f, at) === 0 : heightOf(f, at) > heightOf(f, minimiser)

describe('quadratics', () => {
  it('law: are least at their minimiser, and nowhere else', () =>
    fc.assert(fc.property(quadratics, (one) => isLeast(one))))
  it('law: (f(θ + v) − f(θ − v)) / 2 is ∇f(θ)ᵀv, exactly', () =>
    fc.assert(
      fc.property(quadratics, ([f, at, v]) => {
        const moved = (by: number) =>
          heightOf(
            f,
            at.map((x, i) => x + by * v[i]!),
          )
        expect((moved(1) - moved(-1)) / 2).toBe(gradientOf(f, at).reduce((so, g, i) => so + g * v[i]!, 0))
      }),
    ))
  it('law: are strongly convex: below the middle of any two points that differ', () =>
    fc.assert(
      fc.property(quadratics, ([f, a, v]) => {
        const b = a.map((x, i) => x + v[i]!)
        const gap = (heightOf(f, a) + heightOf(f, b)) / 2 - heightOf(f, middle(a, b))
        expect(same(a, b) ? gap === 0 : gap > 0).toBe(true)
      }),
    ))
  it('control: are not least next to their minimiser', () =>
    expect(
      fc.check(
        fc.property(quadratics, (one) =>
          isLeast(
            one,
            one[0].minimiser.map((x) => x + 1),
          ),
        ),
      ).failed,
    ).toBe(true))
})

describe('networks', () => {
  it('law: fit between what they are given, and are small', () =>
    fc.assert(
      fc.property(network, ({ network, between }) => {
        expect(fitting(network, between)).toMatchObject({ _tag: 'Right' })
        expect(sizeOfLayout(layoutOf(network, between))).toBeLessThanOrEqual(4 * 4 + 4 + (4 * 4 + 4) + (4 * 4 + 4))
      }),
    ))
})

describe('methods on networks and courses', () => {
  const cases = fc.tuple(method, network, fc.nat(9999)).chain(([drawn, { network, between }, seed]) =>
    course(between).map((events) => ({
      program: drawn.program(defaults(drawn.options)),
      network,
      between,
      seed,
      course: events,
    })),
  )
  it('law: of a course every task starts, has batches and ends with all their examples', () =>
    fc.assert(
      fc.property(
        network.chain(({ between }) => course(between)),
        (events) => {
          const tasks = new Set(events.map(({ task }) => task))
          for (const task of tasks) {
            const own = events.filter((event) => event.task === task)
            const [first, ...others] = own
            const batches = others.slice(0, -1)
            expect([first!.name, others.at(-1)!.name]).toEqual(['onTaskStart', 'onTaskEnd'])
            expect(batches.length).toBeGreaterThan(0)
            expect(batches.flatMap((one) => [...one.batches.batch!.inputs])).toEqual([
              ...others.at(-1)!.batches.data!.inputs,
            ])
          }
        },
      ),
    ))
  it('law: every method can be run on every network through every course', () =>
    fc.assert(
      fc.asyncProperty(cases, async (play) => {
        expect(await stays(play, referenceDevice(), () => true)).toEqual({
          holds: true,
          sides: {},
        })
      }),
      { numRuns: 40 },
    ))
  it('control: one that differentiates what the host decides cannot', async () => {
    const deciding = defineMethod({
      name: 'deciding',
      source: 'a test',
      options: {},
      state: () => ({}),
      onBatch:
        () =>
        ({ theta }) => ({ theta: grad((at: Params) => sum(when(less(sum(at), 0), at, multiply(2, at))))(theta) }),
    })
    const law = fc.asyncProperty(cases, async (play) => {
      await stays({ ...play, program: deciding.program({}) }, referenceDevice(), () => true)
    })
    expect((await fc.check(law, { numRuns: 5 })).failed).toBe(true)
  })
})
