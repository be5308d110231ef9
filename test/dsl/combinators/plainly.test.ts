import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adam,
  adamStep,
  add,
  append,
  clipByNorm,
  conjugateGradient,
  dot,
  halfSpaceProjection,
  importanceEMA,
  interpolate,
  literal,
  mapTasks,
  meanOverTasks,
  metaUpdate,
  momentumStep,
  multiply,
  naturalGradientStep,
  ofTask,
  type Params,
  pairwiseAgreement,
  pathIntegral,
  perTask,
  proximalStep,
  quadratic,
  type Scalar,
  signAgreement,
  subtract,
  sum,
  taylorImportance,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import { meaning, near, numbersOf, params, positive, scalar, smallLayout } from '../../../src/laws/index.ts'

const given = {
  a: params(),
  b: params(),
  c: params(),
  d: params(positive),
  r: scalar(positive),
  s: scalar(),
  t: scalar(positive),
}
type Numbers = { readonly [K in keyof typeof given]: readonly number[] }
type Terms = {
  readonly a: Params
  readonly b: Params
  readonly c: Params
  readonly d: Params
  readonly r: Scalar
  readonly s: Scalar
  readonly t: Scalar
}

const inner = (x: readonly number[], y: readonly number[]): number => x.reduce((so, u, i) => so + u * y[i]!, 0)
const length = (x: readonly number[]): number => Math.sqrt(inner(x, x))
const each = (x: readonly number[], f: (u: number, i: number) => number): readonly number[] => x.map(f)
/** A loss whose gradient is b everywhere, and one whose gradient at θ is θ − b. */
const slope = (b: Params) => (at: Params) => dot(b, at)
const bowl = (b: Params) => (at: Params) => multiply(0.5, dot(subtract(at, b), subtract(at, b)))

/** What each is, as its equation says it, in plain numbers. */
const equations: Readonly<Record<string, readonly [(t: Terms) => Params | Scalar, (n: Numbers) => readonly number[]]>> =
  {
    metaUpdate: [
      ({ a, b, r }) => metaUpdate({ direction: b, rate: r })(a),
      ({ a, b, r }) => each(a, (x, i) => x - r[0]! * b[i]!),
    ],
    'metaUpdate by a rate a coordinate': [
      ({ a, b, d }) => metaUpdate({ direction: b, rate: d })(a),
      ({ a, b, d }) => each(a, (x, i) => x - d[i]! * b[i]!),
    ],
    importanceEMA: [
      ({ a, b, s }) => importanceEMA({ decay: s })(a, b),
      ({ a, b, s }) => each(a, (x, i) => s[0]! * x + (1 - s[0]!) * b[i]!),
    ],
    interpolate: [
      ({ a, b, s }) => interpolate(s)(() => b)(a),
      ({ a, b, s }) => each(a, (x, i) => x + s[0]! * (b[i]! - x)),
    ],
    pathIntegral: [
      ({ a, b, c, d }) => pathIntegral({ gradient: a, from: b, to: c })(d),
      ({ a, b, c, d }) => each(d, (x, i) => x - a[i]! * (c[i]! - b[i]!)),
    ],
    taylorImportance: [({ a, b }) => taylorImportance(a, b), ({ a, b }) => each(a, (x, i) => Math.abs(x * b[i]!))],
    clipByNorm: [
      ({ a, t }) => clipByNorm(t)(a),
      ({ a, t }) => each(a, (x) => (length(a) > t[0]! ? (t[0]! / length(a)) * x : x)),
    ],
    halfSpaceProjection: [
      ({ a, b }) => halfSpaceProjection(b)(a),
      ({ a, b }) => each(a, (x, i) => (inner(b, b) === 0 ? x : x - (Math.min(inner(a, b), 0) / inner(b, b)) * b[i]!)),
    ],
    signAgreement: [({ a, b }) => signAgreement(b)(a), ({ a, b }) => each(a, (x, i) => (x * b[i]! > 0 ? x : 0))],
    pairwiseAgreement: [
      ({ a, b, c }) => pairwiseAgreement(append(append(perTask(a), b), c))(a),
      ({ a, b, c }) => each(a, (x, i) => (x * b[i]! > 0 && x * c[i]! > 0 ? x : 0)),
    ],
    proximalStep: [
      ({ a, b, c, r, t }) =>
        proximalStep({ loss: slope(b), penalty: quadratic({ strength: t, weight: 1, centre: c }), rate: r })(a),
      ({ a, b, c, r, t }) => each(a, (x, i) => (x - r[0]! * b[i]! + r[0]! * t[0]! * c[i]!) / (1 + r[0]! * t[0]!)),
    ],
    momentumStep: [
      ({ a, b, c, r, s }) => momentumStep({ loss: bowl(b), rate: r, decay: s })({ theta: a, m: c }).theta,
      ({ a, b, c, r, s }) => each(a, (x, i) => x - r[0]! * (s[0]! * c[i]! + (x - b[i]!))),
    ],
    naturalGradientStep: [
      ({ a, b, d, r, t }) => naturalGradientStep({ loss: bowl(b), information: d, rate: r, damping: t })(a),
      ({ a, b, d, r, t }) => each(a, (x, i) => x - (r[0]! * (x - b[i]!)) / (d[i]! + t[0]!)),
    ],
    'adamStep with ε inside and outside its root': [
      ({ a, b, c, d, r, t }) =>
        adamStep({ loss: bowl(b), rate: r, first: 0.5, second: 0.75, epsilon: t, epsilonRoot: r })({
          theta: a,
          m: c,
          v: d,
          count: t,
        }).theta,
      ({ a, b, c, d, r, t }) =>
        each(a, (x, i) => {
          const [g, n] = [x - b[i]!, t[0]! + 1]
          const [m, v] = [0.5 * c[i]! + 0.5 * g, 0.75 * d[i]! + 0.25 * g * g]
          return x - (r[0]! * (m / (1 - 0.5 ** n))) / (Math.sqrt(v / (1 - 0.75 ** n) + r[0]!) + t[0]!)
        }),
    ],
    'conjugateGradient of a diagonal, once': [
      ({ a, d }) => conjugateGradient({ apply: (v: Params) => multiply(d, v), times: 1 })(a),
      ({ a, d }) =>
        each(a, (x) =>
          inner(a, a) === 0
            ? 0
            : (inner(a, a) /
                inner(
                  a,
                  each(a, (u, i) => u * d[i]!),
                )) *
              x,
        ),
    ],
    'the direction of Adam: the first is g / (|g| + ε)': [
      ({ a, b }) => adam({ epsilon: 1 }).direction({ ...adam().slots(a), theta: a }, b).direction,
      ({ b }) => each(b, (g) => g / (Math.abs(g) + 1)),
    ],
    'ofTask: the element of that task': [
      ({ a, b, c }) => ofTask(append(append(perTask(a), a), b), literal(1), c),
      ({ b }) => b,
    ],
    'ofTask: of a task that is not there, the other': [
      ({ a, b, c }) => ofTask(append(append(perTask(a), a), b), literal(2), c),
      ({ c }) => c,
    ],
    totalOverTasks: [
      ({ a, b, c }) => totalOverTasks(append(append(append(perTask(a), a), b), c)),
      ({ a, b, c }) => each(a, (x, i) => x + b[i]! + c[i]!),
    ],
    'totalOverTasks of none': [({ a }) => totalOverTasks(perTask(a)), ({ a }) => each(a, () => 0)],
    meanOverTasks: [
      ({ a, b }) => meanOverTasks(append(append(perTask(a), a), b)),
      ({ a, b }) => each(a, (x, i) => (x + b[i]!) / 2),
    ],
    'mapTasks sees each element and its number': [
      ({ a, b }) =>
        totalOverTasks(mapTasks(append(append(perTask(a), a), b), (v: Params, i) => multiply(add(i, 1), v))),
      ({ a, b }) => each(a, (x, i) => x + 2 * b[i]!),
    ],
    'mapTasks over a record of slots': [
      ({ a, b, s }) =>
        totalOverTasks(
          mapTasks(append(append(perTask({ v: a, k: s }), { v: a, k: s }), { v: b, k: literal(3) }), ({ v, k }) =>
            multiply(k, sum(v)),
          ),
        ),
      ({ a, b, s }) => [s[0]! * a.reduce((so, x) => so + x, 0) + 3 * b.reduce((so, x) => so + x, 0)],
    ],
  }

/** Divisors of products of coordinates may be near 0: those cases have no digits to compare. */
const steady = (n: Numbers): boolean =>
  inner(
    n.a,
    each(n.a, (x, i) => x * n.d[i]!),
  ) >
    2 ** -8 && inner(n.b, n.b) > 2 ** -8

describe('combinators in plain numbers', () => {
  for (const [name, [term, plain]] of Object.entries(equations))
    it(`law: ${name} is its equation`, async () => {
      const run = meaning(given, (t) => ({ result: term(t) }))
      await fc.assert(
        fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
          fc.pre(steady(n))
          const due = plain(n)
          const { result } = await run(n)
          // At most a few dozen operations on numbers of at most this size.
          const size = Math.max(1, ...Object.values(n).flat().map(Math.abs), ...due.map(Math.abs))
          expect(result).toHaveLength(due.length)
          expect(near(result, due, 256, size ** 2)).toBe(true)
        }),
        { numRuns: 20 },
      )
    })
  it('control: an equation whose sign is lost is not met', async () => {
    const run = meaning(given, ({ a, b, r }) => ({ result: metaUpdate({ direction: b, rate: r })(a) }))
    const [n] = fc.sample(numbersOf(given, smallLayout).filter(steady), 1)
    const { result } = await run(n!)
    expect(
      near(
        result,
        each(n!.a, (x, i) => x + n!.r[0]! * n!.b[i]!),
        256,
        64,
      ),
    ).toBe(false)
  })
})
