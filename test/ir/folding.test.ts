import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, type Node, operations, simplify } from '../../src/ir/index.ts'
import { run } from './values.ts'

const o = operations(builder())
const { build } = o

/** The functions of one number, and of two. */
const unary = [
  'negate',
  'absolute',
  'sign',
  'squareRoot',
  'exponential',
  'logarithm',
  'tanh',
  'sine',
  'cosine',
] as const
const binary = ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const
const foldable = [
  ...unary.map((primitive) => ({ primitive, count: 1 })),
  ...binary.map((primitive) => ({ primitive, count: 2 })),
]

/** Numbers of every size, with those at which functions bend, end or are no number. */
const number = fc.oneof(
  fc.double({ min: -8, max: 8 }),
  fc.constantFrom(0, 1, -1, 2, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN),
)
const signless = (x: number): number => x + 0

describe('constants', () => {
  for (const { primitive, count } of foldable)
    it(`law: ${primitive} of constants is the constant that it gives, in every shape`, () =>
      fc.assert(
        fc.property(number, number, fc.constantFrom([], [3], [2, 1]), (x, y, shape) => {
          const operands = [o.constant(x, shape), o.constant(y, shape)].slice(0, count)
          const node = build.make(primitive, operands, {})
          const [folded] = simplify({ inputs: [], outputs: [node] }, build).outputs
          const leaf = shape.length === 0 ? folded! : folded!.inputs[0]!
          expect(leaf.primitive).toBe('constant')
          expect(folded!.shape).toEqual(shape)
          const [was, is] = run([], [node, folded!], []).map((elements) => elements.map(signless))
          expect(is).toEqual(was)
        }),
      ))
  it('law: a constant reshaped and stretched is one still', () => {
    const node = o.add(o.reshape(o.broadcast(o.constant(2), [2, 3]), [6]), o.constant(1, [6]))
    expect(simplify({ inputs: [], outputs: [node] }, build).outputs[0]).toBe(o.constant(3, [6]))
  })

  const [x, y] = [build.variable('x', [2, 3]), build.variable('y', [2, 3])]
  const flipped = build.make('transpose', [build.variable('z', [3, 2])], { permutation: [1, 0] })
  const simple = (node: Node): Node =>
    simplify({ inputs: [x, y, flipped.inputs[0]!], outputs: [node] }, build).outputs[0]!
  const c = (value: number): Node => o.constant(value, [2, 3])

  const neutral: Readonly<Record<string, readonly [Node, Node]>> = {
    '(−1)·x': [o.multiply(c(-1), x), o.negate(x)],
    x·1: [o.multiply(x, c(1)), x],
    '(−x) + y stays': [o.add(o.negate(x), y), o.add(o.negate(x), y)],
    '(−x) − y stays': [o.subtract(o.negate(x), y), o.subtract(o.negate(x), y)],
    'three reshapes': [o.reshape(o.reshape(o.reshape(x, [6]), [3, 2]), [2, 3]), x],
    'a reshape to its own shape': [build.make('reshape', [x], { shape: [2, 3] }), x],
    'a stretch to its own shape': [build.make('broadcast', [x], { shape: [2, 3] }), x],
    'a sum over no axis': [build.make('sum', [x], { axes: [] }), x],
    'xᵀ with both transposed': [
      o.matMul(flipped, flipped, true, false),
      o.matMul(flipped.inputs[0]!, flipped.inputs[0]!, false, true),
    ],
  }
  for (const [what, [from, to]] of Object.entries(neutral))
    it(`simplifies ${what}`, () => expect(simple(from)).toBe(to))

  // Beside each number that an identity is about, another one, and each on the side where it is none.
  const others = [-2, -1, 0, 1, 2]
  const identities = new Set(['x + 0', '0 + x', 'x − 0', '0 − x', 'x · 1', '1 · x', 'x · -1', '-1 · x', 'x / 1'])
  const signs = { '+': o.add, '−': o.subtract, '·': o.multiply, '/': o.divide }
  for (const [sign, f] of Object.entries(signs))
    for (const k of others)
      for (const [what, node] of [
        [`x ${sign} ${k}`, f(x, c(k))],
        [`${k} ${sign} x`, f(c(k), x)],
      ] as const)
        it(`${identities.has(what) ? 'simplifies' : 'keeps'} ${what}`, () =>
          expect(simple(node) === node).toBe(!identities.has(what)))
  it('keeps a sum over an extent of 1 and one of more', () => {
    const z = o.sum(o.reshape(x, [2, 1, 3]), [1, 2])
    expect(simple(z).primitive).toBe('sum')
  })
  it('keeps a choice between two values', () => {
    const node = o.select(o.less(x, y), x, y)
    expect(simple(node)).toBe(node)
  })
  it('law: transposing thrice is one transposition, whose value is theirs', () =>
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        (p, q) => {
          const a = build.variable('a', [2, 3, 4])
          const node = build.make('transpose', [build.make('transpose', [a], { permutation: p })], { permutation: q })
          const [one] = simplify({ inputs: [a], outputs: [node] }, build).outputs
          expect(one).toBe(
            o.transpose(
              a,
              q.map((i) => p[i]!),
            ),
          )
        },
      ),
    ))
})
