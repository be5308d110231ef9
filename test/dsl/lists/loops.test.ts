import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  add,
  append,
  dot,
  foldTasks,
  grad,
  innerLoop,
  type List,
  literal,
  mapTasks,
  mean,
  meanOverTasks,
  multiply,
  type Params,
  perTask,
  type Scalar,
  subtract,
  sum,
  tanh,
  total,
  totalOverTasks,
  trajectory,
} from '../../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { onVectors } from '../../../src/interpreters/runtime/index.ts'
import { right } from '../learner.ts'

type Element = { readonly v: Params; readonly s: Scalar }
type State = { readonly at: Params; readonly seen: List<Element>; readonly last: List<Params> }
type Step = (state: State, i: Scalar) => State

/** Σ over the list of s ⊙ v. */
const mixed = (seen: List<Element>): Params => totalOverTasks(mapTasks(seen, ({ v, s }) => multiply(s, v)))

/** What one turn may do to what it carries; the lists grow, stay as long, start anew, or become one another's. */
const moves: readonly ((k: number) => Step)[] = [
  (k) => (s, i) => ({ ...s, at: tanh(add(s.at, multiply(multiply(k, i), mixed(s.seen)))) }),
  (k) => (s, i) => ({ ...s, seen: append(s.seen, { v: s.at, s: add(i, k) }) }),
  () => (s) => ({ ...s, seen: append(append(s.seen, { v: s.at, s: literal(0.5) }), { v: tanh(s.at), s: sum(s.at) }) }),
  (k) => (s) => ({
    ...s,
    seen: mapTasks(s.seen, ({ v, s: w }, t) => ({ v: subtract(v, multiply(k, s.at)), s: add(w, t) })),
  }),
  () => (s) => ({ ...s, last: mapTasks(s.seen, ({ v }) => tanh(v)) }),
  () => (s) => ({ ...s, last: append(perTask(s.at), s.at) }),
  (k) => (s) => ({
    ...s,
    at: foldTasks(s.seen, (at: Params, { v, s: w }) =>
      subtract(at, multiply(multiply(k, tanh(multiply(w, dot(v, at)))), v)),
    )(s.at),
  }),
  () => (s) => ({
    ...s,
    seen: foldTasks(s.last, (seen: List<Element>, v) => append(seen, { v, s: literal(1) }))(
      perTask({ v: s.at, s: literal(1) }),
    ),
  }),
  (k) => (s) => ({ ...s, at: add(s.at, multiply(k, meanOverTasks(s.last))) }),
]

const step = fc.array(fc.tuple(fc.nat(moves.length - 1), fc.double({ min: -1, max: 1, noNaN: true })), {
  minLength: 1,
  maxLength: 4,
})
const stepOf =
  (of: readonly (readonly [number, number])[]): Step =>
  (state, i) =>
    of.reduce((s, [which, k]) => moves[which]!(k)(s, i), state)

const start = (at: Params): State => {
  const seen = append(perTask({ v: at, s: literal(1) }), { v: multiply(0.5, at), s: literal(-1) })
  return { at, seen, last: perTask(at) }
}
const summary = ({ at, seen, last }: State): Params => add(at, add(mixed(seen), totalOverTasks(last)))

const writtenOut =
  (times: number, f: Step) =>
  (s: State): readonly State[] => {
    const states: State[] = []
    for (let i = 0, at = s; i < times; i += 1) {
      at = f(at, literal(i))
      states.push(at)
    }
    return states
  }

const cases = fc.record({
  of: step,
  times: fc.integer({ min: 0, max: 3 }),
  theta: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 3 }),
})

type Case = typeof cases extends fc.Arbitrary<infer A> ? A : never
type Program = (theta: Params, c: Case) => Params

/** The value of a loop, its derivative, and sums along it, each with the same written out. */
const pairs: Readonly<Record<string, readonly [Program, Program]>> = {
  'the value': [
    (at, { of, times }) => summary(innerLoop(times, stepOf(of))(start(at))),
    (at, { of, times }) => summary(writtenOut(times, stepOf(of))(start(at)).at(-1) ?? start(at)),
  ],
  'the derivative': [
    (at, { of, times }) => grad((p: Params) => sum(tanh(summary(innerLoop(times, stepOf(of))(start(p))))))(at),
    (at, { of, times }) =>
      grad((p: Params) => sum(tanh(summary(writtenOut(times, stepOf(of))(start(p)).at(-1) ?? start(p)))))(at),
  ],
  'a sum along it': [
    (at, { of, times }) => total(trajectory(times, stepOf(of))(start(at)), summary),
    (at, { of, times }) =>
      writtenOut(times, stepOf(of))(start(at)).reduce((so: Params, s) => add(so, summary(s)), multiply(0, at)),
  ],
  'the derivative of a mean along it': [
    (at, { of, times }) =>
      grad((p: Params) => mean(trajectory(times + 1, stepOf(of))(start(p)), (s) => sum(tanh(summary(s)))))(at),
    (at, { of, times }) =>
      grad((p: Params) =>
        multiply(
          1 / (times + 1),
          writtenOut(
            times + 1,
            stepOf(of),
          )(start(p)).reduce((so: Scalar, s) => add(so, sum(tanh(summary(s)))), literal(0)),
        ),
      )(at),
  ],
  'a loop in a loop': [
    (at, { of, times }) => summary(innerLoop(2, (s: State) => innerLoop(times, stepOf(of))(s))(start(at))),
    (at, { of, times }) => {
      const inner = (s: State) => writtenOut(times, stepOf(of))(s).at(-1) ?? s
      return summary(inner(inner(start(at))))
    },
  ],
}

const devices: Readonly<Record<string, () => Promise<Device<unknown>>>> = {
  reference: async () => referenceDevice() as Device<unknown>,
  wasm: async () => right(await backends.find(({ name }) => name === 'wasm')!.open()) as Device<unknown>,
  cpu: async () => right(await backends.find(({ name }) => name === 'cpu')!.open()) as Device<unknown>,
}

/** As far apart as two orders of the same few hundred operations on numbers of this size may come to be. */
const near = (a: readonly number[], b: readonly number[], unit: number): boolean => {
  const size = [...a, ...b].reduce((most, x) => Math.max(most, Math.abs(x)), 1)
  return a.length === b.length && a.every((x, i) => Math.abs(x - b[i]!) <= 1000 * unit * size)
}

describe.each(Object.keys(devices))('lists in loops, on %s', (name) => {
  const opened: { device?: Device<unknown> } = {}
  beforeAll(async () => {
    opened.device = await devices[name]!()
  })
  it.each(Object.entries(pairs))('law: %s is that of the loop written out', (_, [looped, plain]) =>
    fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const value = async (f: Program) =>
          right(await onVectors({ theta: c.theta }, ({ theta }) => f(theta, c), opened.device!)())
        expect(near(await value(looped), await value(plain), name === 'reference' ? 2 ** -53 : 2 ** -24)).toBe(true)
      }),
      { numRuns: name === 'reference' ? 40 : 12 },
    ),
  )
})

describe('lists in loops', () => {
  const value = async (program: (theta: Params) => Params | Scalar) =>
    right(await onVectors({ theta: [1, -2] }, ({ theta }) => program(theta))())
  const grown = (times: number) => (theta: Params) =>
    innerLoop(times, ({ at, all }: { at: Params; all: List<Params> }) => ({
      at: multiply(2, at),
      all: append(all, at),
    }))({
      at: theta,
      all: perTask(theta),
    })
  it('by hand: θ + 2θ + 4θ, and (0·1 + 1·2 + 2·4) θ', async () => {
    expect(await value((theta) => totalOverTasks(grown(3)(theta).all))).toEqual([7, -14])
    expect(await value((theta) => totalOverTasks(mapTasks(grown(3)(theta).all, (v, t) => multiply(t, v))))).toEqual([
      10, -20,
    ])
  })
  it('by hand: of no turn the list that was there', async () => {
    expect(await value((theta) => totalOverTasks(grown(0)(theta).all))).toEqual([0, 0])
  })
  it('control: a turn more is something else', async () => {
    expect(await value((theta) => totalOverTasks(grown(4)(theta).all))).not.toEqual([7, -14])
  })
})

describe('a fold over a list', () => {
  const value = async (program: (theta: Params) => Params | Scalar) =>
    right(await onVectors({ theta: [1, -2] }, ({ theta }) => program(theta))())
  const listOf = (...of: readonly Params[]): List<Params> =>
    of.reduce((list: List<Params>, v) => append(list, v), perTask(of[0]!))
  it('law: over no element it is the identity', async () =>
    expect(await value((theta) => foldTasks(perTask(theta), (at: Params, v) => add(at, v))(theta))).toEqual([1, -2]))
  it('law: over one element more it is one step more', async () => {
    const f = (at: Params, v: Params, t: Scalar) => subtract(multiply(2, v), multiply(add(t, 1), at))
    const all = (theta: Params) => [theta, multiply(3, theta), multiply(-1, theta)] as const
    const folded = await value((theta) => foldTasks(listOf(...all(theta)), f)(theta))
    const byHand = await value((theta) => {
      const [a, b, c] = all(theta)
      return f(f(f(theta, a, literal(0)), b, literal(1)), c, literal(2))
    })
    expect(folded).toEqual(byHand)
    // control: in the other order it is another
    expect(await value((theta) => foldTasks(listOf(...[...all(theta)].reverse()), f)(theta))).not.toEqual(byHand)
  })
  it('law: one that adds up is the total', async () => {
    const list = (theta: Params) => listOf(theta, multiply(0.5, theta), multiply(4, theta))
    const summed = await value((theta) => foldTasks(list(theta), (so: Params, v) => add(so, v))(multiply(0, theta)))
    expect(summed).toEqual(await value((theta) => totalOverTasks(list(theta))))
  })
})
