import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, operations, type Program, simplify } from '../../src/ir/index.ts'
import { assemble, point, recipe } from '../arbitraries/index.ts'
import { nodesOf } from './operation-count.ts'
import { run } from './values.ts'

const isConstant = (node: Node): boolean =>
  node.primitive === 'constant' || (node.primitive === 'broadcast' && isConstant(node.inputs[0]!))

/** Nodes that do work; folding may trade operations for a constant of its own. */
const work = (program: Program): number => [...nodesOf(program)].filter((node) => !isConstant(node)).length

/** A random program with its first and second derivatives, where most of what can be simplified comes from. */
const program = recipe(1).map((moves): Program => {
  const { o, inputs, y } = assemble(moves)
  const first = gradient(o, y, inputs)
  return { inputs, outputs: [y, ...first, ...gradient(o, o.sum(first[0]!), inputs)] }
})

const signless = (x: number): number => x + 0

describe('simplify', () => {
  it('law: the meaning stays, to the bit, but for the sign of a zero', () =>
    fc.assert(
      fc.property(program, point, (p, at) => {
        // The rules keep the order of every sum, so no rounding changes in the reference.
        const [was, is] = [p, simplify(p)].map(({ inputs, outputs }) => run(inputs, outputs, at).flat().map(signless))
        expect(is).toEqual(was)
      }),
      { numRuns: 60 },
    ))
  it('law: never more nodes, constants apart, and a second pass finds nothing', () =>
    fc.assert(
      fc.property(program, (p) => {
        const build = builder()
        const once = simplify(p, build)
        expect(work(once)).toBeLessThanOrEqual(work(p))
        expect(work(simplify(once, build))).toBe(work(once))
      }),
      { numRuns: 60 },
    ))

  const o = operations(builder())
  const { build } = o
  const [x, y] = [build.variable('x', [2, 3]), build.variable('y', [2, 3])]
  const many = build.variable('many', [4, 2, 3])
  const simple = (node: Node): Node => simplify({ inputs: [x, y, many], outputs: [node] }, build).outputs[0]!
  const becomes: Readonly<Record<string, readonly [Node, Node]>> = {
    'x + 0': [o.add(x, o.constant(0)), x],
    '0 + x': [o.add(o.constant(0), x), x],
    'x − 0': [o.subtract(x, o.constant(0)), x],
    '0 − x': [o.subtract(o.constant(0), x), o.negate(x)],
    'x + (−y)': [o.add(x, o.negate(y)), o.subtract(x, y)],
    'x − (−y)': [o.subtract(x, o.negate(y)), o.add(x, y)],
    '1·x': [o.multiply(o.constant(1), x), x],
    'x·(−1)': [o.multiply(x, o.constant(-1)), o.negate(x)],
    'x/1': [o.divide(x, o.constant(1)), x],
    '−(−x)': [o.negate(o.negate(x)), x],
    '2·3 + 4': [o.add(o.multiply(o.constant(2), o.constant(3)), o.constant(4)), o.constant(10)],
    'a sum over an extent of 1': [o.sum(o.reshape(x, [2, 1, 3]), [1]), x],
    'a condition with equal sides': [o.select(o.less(x, y), x, x), x],
    xᵀᵀ: [o.transpose(o.transpose(x, [1, 0]), [1, 0]), x],
    'a transposition that moves nothing': [build.make('transpose', [x], { permutation: [0, 1] }), x],
    'xᵀ·y as one product': [o.matMul(o.transpose(x, [1, 0]), y), o.matMul(x, y, true, false)],
    'x·yᵀ as one product': [o.matMul(x, o.transpose(y, [1, 0])), o.matMul(x, y, false, true)],
    'products of many transposed matrices': [
      o.matMul(o.transpose(many, [0, 2, 1]), many),
      o.matMul(many, many, true, false),
    ],
    'a product with an operand transposed by nothing': [
      o.matMul(build.make('transpose', [x], { permutation: [0, 1] }), y, true),
      o.matMul(x, y, true),
    ],
    'two reshapes': [o.reshape(o.reshape(x, [6]), [3, 2]), o.reshape(x, [3, 2])],
    'two stretches': [o.broadcast(o.broadcast(x, [1, 2, 3]), [4, 2, 3]), o.broadcast(x, [4, 2, 3])],
    'an alias and a stopped gradient': [build.alias(o.stopGradient(x)), x],
  }
  for (const [what, [from, to]] of Object.entries(becomes))
    it(`simplifies ${what}`, () => expect(simple(from)).toBe(to))

  const stays: Readonly<Record<string, Node>> = {
    'x·0, which is NaN at an infinity': o.multiply(x, o.constant(0)),
    'x − x, which is NaN at an infinity': o.subtract(x, x),
    'x/x, which is NaN at 0': o.divide(x, x),
    'a product of matrices that change places': o.matMul(o.transpose(many, [1, 2, 0]), o.constant(1, [2, 4, 3])),
  }
  for (const [what, node] of Object.entries(stays)) it(`keeps ${what}`, () => expect(simple(node)).toBe(node))

  it('shares a constant of the program with one that folding made', () => {
    const five = o.constant(5)
    const p = simplify({ inputs: [x], outputs: [o.add(x, five), o.multiply(x, o.add(o.constant(2), o.constant(3)))] })
    expect([...nodesOf(p)].filter((node) => node.primitive === 'constant')).toHaveLength(1)
  })
  it('drops what no output needs', () => {
    o.exponential(x)
    const p = simplify({ inputs: [x, y], outputs: [o.sine(x)] })
    expect([...nodesOf(p)].map((node) => node.primitive).sort()).toEqual(['input', 'sine'])
  })
  it('works inside the bodies of loops', () => {
    const [c, i] = [build.variable('c', []), build.variable('i', [])]
    const next = [o.add(o.multiply(c, o.constant(1)), o.constant(0))]
    const unit = build.loop({ times: 2, reverse: false, index: i, carried: [c], initial: [o.sum(x)], sliced: [], next })
    const p = simplify({ inputs: [x, y], outputs: [build.make('final', [unit], { index: 0 })] })
    expect([...nodesOf(p)].some((node) => node.primitive === 'multiply' || node.primitive === 'add')).toBe(false)
  })
})
