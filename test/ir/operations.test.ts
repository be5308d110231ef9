import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, commonShape, type Node, operations, type Shape } from '../../src/ir/index.ts'
import { run } from './values.ts'

const o = operations(builder())
const x = o.build.variable('x', [2, 3])
const images = o.build.variable('images', [1, 3, 3, 2])
const still = { window: [1, 1], strides: [1, 1], padding: [0, 0, 0, 0] } as const

describe('operations', () => {
  const nothing: Readonly<Record<string, Node>> = {
    'a concatenation of one': o.concat([x], 1),
    'a sum over no axis': o.sum(x, []),
    'a maximum over no axis': o.maximumOver(x, []),
    'a stretch to the same shape': o.broadcast(x, [2, 3]),
    'a reshape to the same shape': o.reshape(x, [2, 3]),
    'a transposition that moves nothing': o.transpose(x, [0, 1]),
    'the whole as a slice': o.slice(x, [0, 0], [2, 3]),
    'a margin of nothing': o.pad(x, [0, 0], [0, 0]),
  }
  for (const [what, node] of Object.entries(nothing)) it(`law: ${what} is the value itself`, () => expect(node).toBe(x))
  it('law: a window that sees every element once, alone, is the image, and so are patches of it', () => {
    expect(o.patches(images, still)).toBe(images)
    expect(o.unpatch(images, still, [3, 3])).toBe(images)
  })

  const something: Readonly<Record<string, readonly [Node, string]>> = {
    'a concatenation of two': [o.concat([x, x], 0), 'concat'],
    'a sum over one axis': [o.sum(x, [0]), 'sum'],
    'a maximum over one axis': [o.maximumOver(x, [1]), 'maximumOver'],
    'a margin before only': [o.pad(x, [0, 1], [0, 0]), 'pad'],
    'a margin after only': [o.pad(x, [0, 0], [0, 1]), 'pad'],
    'a slice that leaves out a row': [o.slice(x, [0, 0], [1, 3]), 'slice'],
    'a transposition': [o.transpose(x, [1, 0]), 'transpose'],
    'a larger window': [o.patches(images, { ...still, window: [1, 2] }), 'patches'],
    'a step of two': [o.patches(images, { ...still, strides: [1, 2] }), 'patches'],
    'a margin around an image': [o.patches(images, { ...still, window: [2, 1], padding: [1, 0, 0, 0] }), 'patches'],
  }
  for (const [what, [node, primitive]] of Object.entries(something))
    it(`control: ${what} is made`, () => expect(node.primitive).toBe(primitive))

  it('law: what is left out of a sum or a product is every axis, and no transposition', () => {
    expect(o.sum(x)).toBe(o.sum(x, [0, 1]))
    const y = o.build.variable('y', [3, 2])
    expect(o.matMul(x, y)).toBe(o.matMul(x, y, false, false))
  })
  it('law: the attributes of a window stand in one order, whatever the order they are given in', () => {
    const { window, strides, padding } = { window: [2, 2], strides: [1, 1], padding: [0, 0, 0, 0] } as const
    expect(o.patches(images, { padding, strides, window })).toBe(o.patches(images, { window, strides, padding }))
  })
  it('law: the common shape has at each place, from the last, the extent that is not 1', () => {
    const extents = fc.array(fc.tuple(fc.integer({ min: 2, max: 4 }), fc.nat(3)), { maxLength: 4 })
    fc.assert(
      fc.property(extents, fc.nat(4), fc.nat(4), (places, skipA, skipB) => {
        // Each place is shared, or one of the two has 1 there.
        const a = places.map(([n, side]) => (side === 1 ? 1 : n)).slice(Math.min(skipA, places.length))
        const b = places.map(([n, side]) => (side === 2 ? 1 : n)).slice(Math.min(skipB, places.length))
        const fromLast = (shape: Shape, i: number): number => shape[shape.length - 1 - i] ?? 1
        const common = commonShape(a, b)
        expect(common).toHaveLength(Math.max(a.length, b.length))
        common.forEach((_, i) => expect(fromLast(common, i)).toBe(Math.max(fromLast(a, i), fromLast(b, i))))
        expect(commonShape(b, a)).toEqual(common)
      }),
    )
  })
  it('law: each operation is the primitive of its name, its operands in order', () => {
    const [a, b] = [o.build.variable('a', []), o.build.variable('b', [])]
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
      'stopGradient',
    ] as const
    const binary = [
      'add',
      'subtract',
      'multiply',
      'divide',
      'maximum',
      'minimum',
      'less',
      'lessEqual',
      'equal',
    ] as const
    for (const name of unary) expect(o[name](a)).toBe(o.build.make(name, [a], {}))
    for (const name of binary) expect(o[name](a, b)).toBe(o.build.make(name, [a, b], {}))
    expect(o.select(o.less(a, b), a, b).inputs).toEqual([o.less(a, b), a, b])
    expect(o.gather(x, o.build.variable('i', [2])).inputs[0]).toBe(x)
  })
  it('law: a choice stretches its condition and both sides', () => {
    const [row, column] = [
      o.reshape(
        o.concat(
          [1, 2].map((v) => o.reshape(o.constant(v), [1])),
          0,
        ),
        [1, 2],
      ),
      o.constant(5, [2, 1]),
    ]
    const [chosen] = run([], [o.select(o.less(row, o.constant(2)), column, row)], [])
    expect(chosen).toEqual([5, 2, 5, 2])
  })
  it('law: a constant of a shape is its number everywhere', () =>
    expect(run([], [o.constant(7, [2, 2])], [])[0]).toEqual([7, 7, 7, 7]))
})
