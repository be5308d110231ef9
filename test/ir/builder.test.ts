import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, type Loop, type Node, type Operations, operations } from '../../src/ir/index.ts'
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
  it('equal loops and equal stacks of them are one node, others are not', () => {
    const { build, sine, constant } = operations(builder())
    const [x, c, i, row] = ['x', 'c', 'i', 'row'].map((name) => build.variable(name, [])) as [Node, Node, Node, Node]
    const plain: Loop = { times: 2, reverse: false, index: i, carried: [c], initial: [x], sliced: [], next: [sine(c)] }
    expect(build.loop({ ...plain })).toBe(build.loop(plain))
    expect(build.stack(build.loop(plain), c)).toBe(build.stack(build.loop(plain), c))
    expect(build.stack(build.loop(plain), c)).not.toBe(build.stack(build.loop(plain), sine(c)))
    const others: readonly Partial<Loop>[] = [
      {},
      { times: 3 },
      { reverse: true },
      { index: x },
      { initial: [i] },
      { next: [c] },
      { sliced: [{ variable: row, source: constant(0, [2]) }] },
      { sliced: [{ variable: row, source: constant(1, [2]) }] },
    ]
    expect(new Set(others.map((over) => build.loop({ ...plain, ...over }))).size).toBe(others.length)
  })
})
