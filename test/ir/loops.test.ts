import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, evaluationOrder, loopDemands, type Node, neededCarries, operations } from '../../src/ir/index.ts'
import { assemble, dyadic, loopRecipe, point, vector } from '../arbitraries/index.ts'
import { loop } from './loop.ts'
import { of, run, scalar } from './values.ts'

const times = fc.integer({ min: 0, max: 5 })
const coefficients = fc.record({ a: dyadic(1), b: dyadic(1), start: dyadic(4), rows: vector(10) })

describe('loops', () => {
  it('law: rolled or written out, a random loop has one meaning, to the bit', () =>
    fc.assert(
      fc.property(loopRecipe(), point, (moves, at) => {
        const rolled = assemble(moves)
        const unrolled = assemble(moves, 'unrolled', rolled.o, rolled.inputs)
        expect(run(rolled.inputs, rolled.made, at)).toEqual(run(rolled.inputs, unrolled.made, at))
      }),
    ))
  it('law: 0 iterations give the initial value and an empty stack', () =>
    fc.assert(
      fc.property(coefficients, ({ start }) => {
        const o = operations(builder())
        const x = o.build.variable('x', [])
        const { final, stack } = loop(o, { times: 0, initial: x, next: (c) => o.sine(c) })
        expect(run([x], [final, stack], [scalar(start)])).toEqual([[start], []])
      }),
    ))
  it('law: m + n iterations are n that go on after m', () =>
    fc.assert(
      fc.property(times, times, coefficients, (m, n, { a, b, start, rows }) => {
        const o = operations(builder())
        const [x, source] = [o.build.variable('x', []), o.build.variable('source', [10])]
        const next = (from: number) => (c: Node, i: Node, row: Node) =>
          o.add(o.multiply(o.sine(o.add(c, row)), o.constant(a)), o.multiply(o.add(i, o.constant(from)), o.constant(b)))
        const part = (from: number, count: number, initial: Node) =>
          loop(o, { times: count, initial, source: o.slice(source, [from], [count]), next: next(from) })
        const whole = part(0, m + n, x)
        const first = part(0, m, x)
        const second = part(m, n, first.final)
        const outputs = [whole.final, second.final, whole.stack, o.concat([first.stack, second.stack], 0)]
        const got = run([x, source], outputs, [scalar(start), of([10], ...rows)])
        expect(got[0]).toEqual(got[1])
        expect(got[2]).toEqual(got[3])
      }),
    ))
  it('law: a reverse loop sees indices and rows from the last, and stacks by iteration number all the same', () =>
    fc.assert(
      fc.property(times, coefficients, (n, { a, start, rows }) => {
        const o = operations(builder())
        const [x, source] = [o.build.variable('x', []), o.build.variable('source', [n])]
        const next = (c: Node, i: Node, row: Node) => o.add(o.multiply(o.add(c, row), o.constant(a)), i)
        const { final, stack } = loop(o, { times: n, reverse: true, initial: x, source, next })
        const want = Array.from({ length: n }, (_, step) => n - 1 - step).reduce(
          (so, i) => ({ state: (so.state + rows[i]!) * a + i, seen: so.seen.with(i, so.state) }),
          { state: start, seen: new Array<number>(n).fill(0) },
        )
        const got = run([x, source], [final, stack], [scalar(start), of([n], ...rows.slice(0, n))])
        expect(got).toEqual([[want.state], want.seen])
      }),
    ))
  it('control: for a body that notices the order, forward and reverse differ', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const both = [false, true].map(
      (reverse) => loop(o, { times: 3, reverse, initial: x, next: (c, i) => o.add(o.add(c, c), i) }).final,
    )
    // 1 → 2 + 0 → 4 + 1 → 10 + 2, and 1 → 2 + 2 → 8 + 1 → 18 + 0.
    expect(run([x], both, [scalar(1)])).toEqual([[12], [18]])
  })
  it('a carried variable that nothing asks for is not needed, unless what is asked for depends on it', () => {
    const { build, add, sine } = operations(builder())
    const x = build.variable('x', [])
    const carried = ['a', 'b', 'c', 'd'].map((n) => build.variable(n, []))
    const [a, b, c, d] = carried as [Node, Node, Node, Node]
    const unit = build.loop({
      times: 3,
      reverse: false,
      index: build.variable('i', []),
      carried,
      initial: [x, x, x, x],
      sliced: [],
      next: [add(a, b), sine(b), sine(c), add(d, a)],
    })
    const needed = (...outputs: readonly Node[]) =>
      neededCarries(unit, loopDemands(evaluationOrder(outputs)).get(unit)!)
    const final = (index: number) => build.make('final', [unit], { index })
    expect(needed(final(1))).toEqual([1])
    expect(needed(final(0))).toEqual([0, 1])
    expect(needed(final(3))).toEqual([0, 1, 3])
    expect(needed(build.stack(unit, sine(c)))).toEqual([2])
  })
  it('what no variable of the loop reaches is computed outside, once, but for constants', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const costly = o.exponential(o.sine(x))
    const next = (c: Node): Node => o.add(o.multiply(c, costly), o.constant(2))
    const { unit, final } = loop(o, { times: 5, initial: x, next })
    expect(unit.inputs).toEqual([x, costly])
    const order = evaluationOrder([final])
    expect(order.indexOf(costly)).toBeLessThan(order.indexOf(unit))
  })
  it('a loop runs after all that its stacks take from outside, whichever is asked for first', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const late = o.sine(o.sine(o.sine(x)))
    const { unit, final, stack } = loop(o, {
      times: 2,
      initial: x,
      next: (c) => o.sine(c),
      stacked: (c) => o.add(c, late),
    })
    const order = evaluationOrder([final, stack])
    expect(order.indexOf(late)).toBeLessThan(order.indexOf(unit))
  })
  it('a loop that depends on no variable of the loop around it may yield a stack that does', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const inner = (w: Node) =>
      loop(o, { times: 2, initial: x, next: (c) => o.add(c, c), stacked: (c) => o.multiply(c, w) })
    const { unit, final } = loop(o, { times: 3, initial: x, next: (w) => o.sum(inner(w).stack) })
    expect(new Set(unit.inputs)).toEqual(new Set([x]))
    // Each iteration: w ← x·w + 2x·w.
    expect(run([x], [final], [scalar(2)])).toEqual([[2 * 6 ** 3]])
  })
})
