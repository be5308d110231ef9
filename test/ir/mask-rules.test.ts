import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { value } from '../../src/interpreters/devices/reference/values.ts'
import { builder, type Node, operations, type Shape, sizeOf } from '../../src/ir/index.ts'
import { below, cleared, gathered, type Masked, whole } from '../../src/ir/mask.ts'
import { definitions } from '../../src/ir/primitives/index.ts'
import { run } from './values.ts'

const o = operations(builder())
const variable = (shape: Shape): Node => o.build.variable('x', shape)

/** Nodes of one operand through which a mask is followed, all of positive slope: what is given on is 0 where nothing was given. */
const followed: Readonly<Record<string, Node>> = {
  'a reshape': o.reshape(variable([2, 3]), [3, 2]),
  'a transposition of three dimensions': o.transpose(variable([2, 3, 2]), [2, 0, 1]),
  'a sum over the first axis': o.sum(variable([2, 3]), [0]),
  'a sum over the last axis': o.sum(variable([2, 3]), [1]),
  'a sum over all': o.sum(variable([2, 3])),
  'a stretch of a scalar': o.broadcast(variable([]), [2, 3]),
  'a stretch of a row': o.broadcast(variable([3]), [2, 3]),
  'a stretch of a column': o.broadcast(variable([2, 1]), [2, 3]),
  'a stretch in the middle': o.broadcast(variable([2, 1, 2]), [2, 3, 2]),
  'a stretch on both sides': o.broadcast(variable([3, 1]), [2, 3, 2]),
  'an alias': o.build.alias(variable([2, 3])),
  'an exponential': o.exponential(variable([2, 3])),
  'the first of a sum': o.add(variable([2, 3]), variable([2, 3])),
}

const bits = (count: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat(1), { minLength: count, maxLength: count })
const derivativeOf = (node: Node, ct: Node): Node =>
  (definitions[node.primitive].derivative as (n: Node, c: Node, ops: typeof o) => readonly Node[])(node, ct, o)[0]!

describe('the mask of an operand', () => {
  for (const [what, node] of Object.entries(followed))
    it(`law: through ${what} it is where what is given on can be other than 0`, () => {
      const size = sizeOf(node.shape)
      const [where, ct] = [o.build.variable('where', node.shape), o.build.variable('ct', node.shape)]
      const condition = o.less(o.constant(0), where)
      fc.assert(
        fc.property(bits(size), fc.boolean(), (elements, holds) => {
          const given = derivativeOf(node, ct)
          const { mask, cotangent } = below(o, node, 0, [{ condition, holds }], given)
          expect(mask).toHaveLength(1)
          const of = node.inputs[0]!
          expect(mask[0]!.condition.shape).toEqual(of.shape)
          const numbers = o.select(mask[0]!.condition, o.constant(1), o.constant(0))
          const indicator = elements.map((bit) => (holds ? bit : 1 - bit))
          const at = [
            value(node.shape, (i) => elements[i]!),
            value(node.shape, (i) => indicator[i]!),
            value(of.shape, () => 0.5),
          ]
          const [inside, reached] = run([where, ct, of], [numbers, cotangent], at)
          expect(inside!.map((bit) => (bit === 1) === mask[0]!.holds)).toEqual(reached!.map((x) => x !== 0))
        }),
        { numRuns: 40 },
      )
    })
  it('law: a choice adds its own condition, and says each once', () => {
    const [x, y] = [variable([2]), variable([2])]
    const [first, second] = [o.less(x, y), o.less(y, x)]
    const node = o.select(first, x, y)
    const ct = variable([2])
    expect(below(o, node, 1, [], ct).mask).toEqual([{ condition: first, holds: true }])
    expect(below(o, node, 2, [], ct).mask).toEqual([{ condition: first, holds: false }])
    const outer = [{ condition: second, holds: false }]
    expect(below(o, node, 2, outer, ct).mask).toEqual([...outer, { condition: first, holds: false }])
    expect(below(o, node, 1, [{ condition: first, holds: true }], ct).mask).toEqual([{ condition: first, holds: true }])
    expect(below(o, node, 1, [{ condition: first, holds: false }], ct).mask).toHaveLength(2)
  })
  it('law: it is not followed through products of matrices, margins and blocks', () => {
    const condition = o.less(variable([2, 2]), variable([2, 2]))
    const [x, y] = [variable([2, 2]), variable([2, 2])]
    for (const node of [
      o.matMul(x, y),
      o.slice(o.pad(x, [1, 0], [0, 0]), [0, 0], [2, 2]),
      o.concat([o.slice(x, [0, 0], [1, 2]), o.slice(y, [0, 0], [1, 2])], 0),
    ])
      expect(below(o, node, 0, [{ condition, holds: true }], variable(node.inputs[0]!.shape)).mask).toEqual([])
  })
  it('law: what only moves, adds or negates is not cleared again; what could make a number of a zero is', () => {
    const [x, y] = [variable([2]), variable([2])]
    const column = o.reshape(x, [2, 1])
    const maskOf = ({ shape }: Node) => [{ condition: o.less(variable(shape), variable(shape)), holds: true }]
    const same = (node: Node): boolean => {
      const ct = variable(node.shape)
      return below(o, node, 0, maskOf(node), ct).cotangent === ct
    }
    const moved = [
      o.add(x, y),
      o.subtract(x, y),
      o.negate(x),
      o.build.alias(x),
      column,
      o.transpose(column, [1, 0]),
      o.sum(column, [1]),
      o.broadcast(x, [3, 2]),
      o.select(o.less(x, y), x, y),
    ]
    expect(moved.map(same)).toEqual(moved.map(() => true))
    const others = [
      o.multiply(x, y),
      o.divide(x, y),
      o.exponential(x),
      o.logarithm(x),
      o.squareRoot(x),
      o.absolute(x),
      o.tanh(x),
      o.sine(x),
      o.cosine(x),
      o.maximum(x, y),
      o.minimum(x, y),
    ]
    expect(others.map(same)).toEqual(others.map(() => false))
    for (const node of others) {
      const mask = maskOf(node)
      expect(below(o, node, 0, mask, variable([2])).mask).toBe(mask)
    }
  })
})

describe('parts of a cotangent', () => {
  const [a, b] = [variable([4]), variable([4])]
  const conditions = [o.less(a, o.constant(0)), o.less(b, o.constant(0))]
  const part = fc.record({
    mask: fc
      .array(fc.record({ which: fc.nat(1), holds: fc.boolean() }), { maxLength: 2 })
      .filter((m) => new Set(m.map(({ which }) => which)).size === m.length),
    size: fc.integer({ min: 1, max: 5 }),
  })
  const partsFrom = (
    list: readonly { mask: readonly { which: number; holds: boolean }[]; size: number }[],
  ): readonly Masked[] =>
    list.map(({ mask: m, size }) => {
      const mask = m.map(({ which, holds }) => ({ condition: conditions[which]!, holds }))
      return { mask, cotangent: cleared(o, mask, o.constant(size, [4])) }
    })
  // Each of the four outcomes of two conditions once.
  const at = [value([4], (i) => (i < 2 ? -1 : 1)), value([4], (i) => (i % 2 === 0 ? -1 : 1))]
  it('law: gathered they are the same whole, each is 0 outside its mask, and no two have one mask', () =>
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (list) => {
        const parts = partsFrom(list)
        const together = gathered(o, parts)
        const all = [
          whole(o, parts)!,
          whole(o, together)!,
          ...together.map(({ mask, cotangent }) => cleared(o, mask, cotangent)),
          ...together.map(({ cotangent }) => cotangent),
        ]
        const [was, is, ...rest] = run([a, b], all, at)
        expect(is).toEqual(was)
        expect(rest.slice(0, together.length)).toEqual(rest.slice(together.length))
        const keys = together.map(({ mask }) =>
          JSON.stringify(mask.map(({ condition, holds }) => [condition.id, holds])),
        )
        expect(new Set(keys).size).toBe(keys.length)
        expect(together.length).toBeLessThanOrEqual(parts.length)
      }),
    ))
  it('law: the two sides of one condition make a whole, and what counts everywhere takes in the others', () => {
    const sides = partsFrom([
      { mask: [{ which: 0, holds: true }], size: 2 },
      { mask: [{ which: 0, holds: false }], size: 3 },
    ])
    expect(gathered(o, sides).map(({ mask }) => mask)).toEqual([[]])
    expect(gathered(o, sides.slice(0, 1))).toEqual(sides.slice(0, 1))
    expect(gathered(o, [...sides.slice(0, 1), ...partsFrom([{ mask: [], size: 1 }])]).map(({ mask }) => mask)).toEqual([
      [],
    ])
    const inner = partsFrom([
      {
        mask: [
          { which: 0, holds: true },
          { which: 1, holds: true },
        ],
        size: 2,
      },
      {
        mask: [
          { which: 0, holds: true },
          { which: 1, holds: false },
        ],
        size: 3,
      },
    ])
    expect(gathered(o, inner).map(({ mask }) => mask)).toEqual([[{ condition: conditions[0], holds: true }]])
    expect(whole(o, [])).toBeUndefined()
  })
})
