import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, type Operations, operations } from '../../src/ir/index.ts'
import { assemble, type Recipe, recipe } from '../arbitraries/index.ts'
import { moveNumbered } from '../arbitraries/moves.ts'

const withoutAlias = (moves: Recipe): Recipe => moves.filter((move) => moveNumbered(move.operation) !== 'alias')

describe('builder', () => {
  it('law: equal terms are one node', () =>
    fc.assert(
      fc.property(recipe(0).map(withoutAlias), (moves) => {
        fc.pre(moves.length > 0)
        const { o, inputs, y } = assemble(moves)
        expect(assemble(moves, 'rolled', o, inputs).y).toBe(y)
      }),
    ))
  it('control: on other variables, or by another builder, the same recipe gives another node', () =>
    fc.assert(
      fc.property(recipe(0).map(withoutAlias), (moves) => {
        fc.pre(moves.length > 0)
        const { o, inputs, y } = assemble(moves)
        expect(assemble(moves, 'rolled', operations(builder()), inputs).y).not.toBe(y)
        const fresh = assemble(moves, 'rolled', o)
        expect(fresh.inputs.some((x) => inputs.includes(x))).toBe(false)
      }),
    ))
  it('a variable and an alias are never equal to another', () => {
    const { build } = operations(builder())
    const x = build.variable('x', [])
    expect(build.variable('x', [])).not.toBe(x)
    expect(build.alias(x)).not.toBe(build.alias(x))
  })
  it('terms that differ in one attribute, in the order of operands, or in the sign of a zero are two nodes', () => {
    const o: Operations = operations(builder())
    const [x, y] = [o.build.variable('x', [2, 2]), o.build.variable('y', [2, 2])]
    const distinct = [
      o.subtract(x, y),
      o.subtract(y, x),
      o.matMul(x, y, true, false),
      o.matMul(x, y, false, true),
      o.slice(x, [0, 1], [1, 1]),
      o.slice(x, [1, 0], [1, 1]),
      o.constant(0),
      o.constant(-0),
      o.constant(Number.NaN),
      o.build.make('sum', [x], { axes: [0] }),
      o.build.make('sum', [x], { axes: [0, 1] }),
    ]
    expect(new Set(distinct).size).toBe(distinct.length)
    expect(o.constant(Number.NaN)).toBe(o.constant(Number.NaN))
  })
  it('equal loops and equal stacks of them are one node', () => {
    const { build, sine } = operations(builder())
    const [x, c, i] = [build.variable('x', []), build.variable('c', []), build.variable('i', [])]
    const loop = () =>
      build.loop({ times: 3, reverse: false, index: i, carried: [c], initial: [x], sliced: [], next: [sine(c)] })
    expect(loop()).toBe(loop())
    expect(build.stack(loop(), c)).toBe(build.stack(loop(), c))
    expect(build.stack(loop(), c)).not.toBe(build.stack(loop(), sine(c)))
  })
})
