import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, evaluationOrder, gradient, type Node, operations, type Program } from '../../src/ir/index.ts'
import { assemble, loopRecipe, point } from '../arbitraries/index.ts'
import { allClose } from './close.ts'
import { loop } from './loop.ts'
import { nodesOf, operationCount } from './operation-count.ts'
import { magnitude, of, run, scalar } from './values.ts'

/** The derivatives of both styles of one recipe agree up to the order of their sums. */
const agrees = (order: 1 | 2) =>
  fc.property(loopRecipe(), point, (moves, at) => {
    const rolled = assemble(moves)
    const { o, inputs } = rolled
    const derived = [rolled, assemble(moves, 'unrolled', o, inputs)].map(({ y }): Program => {
      const first = gradient(o, y, inputs)
      const once = first.map((g) => o.sum(o.sine(g))).reduce(o.add)
      return { inputs, outputs: order === 1 ? first : gradient(o, once, inputs) }
    })
    const operations = derived.map(operationCount).reduce((a, b) => a + b, 0)
    const [a, b] = derived.map(({ outputs }) => run(inputs, outputs, at).flat())
    return allClose(a!, b!, operations, magnitude(derived[0]!, at))
  })

const loopsOf = (outputs: readonly Node[]): readonly Node[] =>
  evaluationOrder(outputs).filter((n) => n.primitive === 'loop')

describe('the derivative of a loop', () => {
  it('law: is the derivative of the loop written out', () => fc.assert(agrees(1), { numRuns: 80 }))
  it('law: of second order too', () => fc.assert(agrees(2), { numRuns: 30 }))

  it('runs the forward loop once: one loop more for a gradient, four in all for a second', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [3])
    const { unit, final } = loop(o, { times: 4, initial: x, next: (c) => o.tanh(o.multiply(c, x)) })
    const y = o.sum(final)
    const [g] = gradient(o, y, [x])
    const first = loopsOf([y, g!])
    expect(first).toHaveLength(2)
    expect(first[0]).toBe(unit)
    const [gg] = gradient(o, o.sum(o.multiply(g!, g!)), [x])
    const second = loopsOf([y, g!, gg!])
    expect(second.filter((n) => n === unit)).toHaveLength(1)
    expect(second).toHaveLength(4)
  })
  it('runs a forward loop within a loop once an iteration', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const inner = (c: Node) => loop(o, { times: 3, initial: c, next: (d) => o.sine(o.multiply(d, x)) }).final
    const { final } = loop(o, { times: 2, initial: x, next: (c) => o.add(c, inner(c)) })
    const all = [...nodesOf({ inputs: [x], outputs: [final, ...gradient(o, final, [x])] })]
    // Outer and inner, forward and backward.
    expect(all.filter((n) => n.primitive === 'loop')).toHaveLength(4)
  })
  it('recomputes nothing: the backward body only multiplies by what the forward loop yields', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const { unit, final } = loop(o, { times: 4, initial: x, next: (c) => o.tanh(c) })
    const outputs = [final, ...gradient(o, final, [x])]
    const backward = loopsOf(outputs).find((n) => n !== unit)!
    const body = backward.primitive === 'loop' ? backward.attributes.next : []
    const primitives = [...nodesOf({ inputs: [], outputs: body })].map((n) => n.primitive)
    expect(primitives.sort()).toEqual(['input', 'input', 'multiply'])
  })
  it('takes rows from their source and counts for itself: neither is yielded again', () => {
    const o = operations(builder())
    const [x, rows] = [o.build.variable('x', []), o.build.variable('rows', [3])]
    const next = (c: Node, i: Node, row: Node): Node => o.multiply(o.multiply(c, row), i)
    const { final } = loop(o, { times: 3, initial: x, source: rows, next })
    const all = nodesOf({ inputs: [x, rows], outputs: gradient(o, final, [x]) })
    expect([...all].filter((n) => n.primitive === 'stack')).toEqual([])
  })
  it('flows to a value that only a stack uses, though the loop does not', () => {
    const o = operations(builder())
    const [x, w] = [o.build.variable('x', []), o.build.variable('w', [])]
    const { stack } = loop(o, { times: 3, initial: x, next: (c) => o.add(c, c), stacked: (c) => o.multiply(c, w) })
    expect(run([x, w], gradient(o, o.sum(stack), [w]), [scalar(2), scalar(5)])).toEqual([[14]])
  })
  it('asks nothing for a carried variable that y does not depend on', () => {
    const o = operations(builder())
    const { build } = o
    const x = build.variable('x', [])
    const carried = [build.variable('a', []), build.variable('dead', [])]
    const unit = build.loop({
      times: 3,
      reverse: false,
      index: build.variable('i', []),
      carried,
      initial: [x, x],
      sliced: [],
      next: [o.sine(carried[0]!), o.multiply(carried[1]!, carried[0]!)],
    })
    const y = build.make('final', [unit], { index: 0 })
    const [g] = gradient(o, y, [x])
    const backward = loopsOf([g!]).find((n) => n !== unit)
    expect(backward?.primitive === 'loop' ? backward.attributes.carried.length : -1).toBe(1)
  })
  it('flows through initial values, rows, free values and stacks at once: y = Σ_t (x + Σ rows before t)·w', () => {
    const o = operations(builder())
    const [x, w, rows] = [o.build.variable('x', []), o.build.variable('w', []), o.build.variable('rows', [3])]
    const { stack } = loop(o, {
      times: 3,
      initial: x!,
      source: rows!,
      next: (c, _, row) => o.add(c, row),
      stacked: (c) => o.multiply(c, w!),
    })
    const g = gradient(o, o.sum(stack), [x!, w!, rows!])
    const at = [scalar(1), scalar(10), of([3], 2, 3, 4)]
    expect(run([x!, w!, rows!], g, at)).toEqual([[30], [1 + 3 + 6], [20, 10, 0]])
  })
  it('of a loop that no variable around it reaches, where its stack does: y = (1 + 2)²·x²·w₀', () => {
    const o = operations(builder())
    const [x, w0] = [o.build.variable('x', []), o.build.variable('w₀', [])]
    const inner = (w: Node) =>
      loop(o, { times: 2, initial: x!, next: (c) => o.add(c, c), stacked: (c) => o.multiply(c, w) })
    const { final } = loop(o, { times: 2, initial: w0!, next: (w) => o.sum(inner(w).stack) })
    const g = gradient(o, final, [x!, w0!])
    const h = gradient(o, g[0]!, [x!, w0!])
    expect(run([x!, w0!], [final, ...g, ...h], [scalar(2), scalar(5)]).flat()).toEqual([180, 180, 36, 90, 36])
  })
  it('counts what two builders read of one loop', () => {
    const [o, other] = [operations(builder()), operations(builder())]
    const x = o.build.variable('x', [])
    const c = o.build.variable('c', [])
    const index = o.build.variable('i', [])
    const next = [o.multiply(c, x)]
    const unit = o.build.loop({ times: 2, reverse: false, index, carried: [c], initial: [x], sliced: [], next })
    const read = [o, other].map(({ build, sum, add }) =>
      add(build.make('final', [unit], { index: 0 }), sum(build.stack(unit, c))),
    )
    // Each reads x³ + x + x².
    expect(run([x], gradient(o, o.add(read[0]!, read[1]!), [x]), [scalar(2)])).toEqual([[2 * (12 + 1 + 4)]])
  })
  it('of 0 iterations is that of the initial value', () => {
    const o = operations(builder())
    const [x, w] = [o.build.variable('x', []), o.build.variable('w', [])]
    const { final } = loop(o, { times: 0, initial: o.multiply(x!, x!), next: (c) => o.multiply(c, w!) })
    expect(run([x!, w!], gradient(o, final, [x!, w!]), [scalar(3), scalar(5)])).toEqual([[6], [0]])
  })
  it('keeps no NaN of a side not taken, within a body too', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const { final } = loop(o, {
      times: 2,
      initial: x,
      next: (c) => o.select(o.equal(c, o.constant(0)), o.add(c, c), o.divide(o.constant(1), c)),
    })
    const [g] = gradient(o, final, [x])
    expect(run([x], [g!, ...gradient(o, g!, [x])], [scalar(0)])).toEqual([[4], [0]])
  })
})
