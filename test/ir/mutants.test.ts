import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Node, Operations, Primitive } from '../../src/ir/index.ts'
import { definitions } from '../../src/ir/primitives/index.ts'
import { assemble, point, recipe } from '../arbitraries/index.ts'
import { gradientLaws } from './gradient-laws.ts'

type Derivative = (node: Node, ct: Node, o: Operations) => readonly (Node | undefined)[]

/** Wrong derivatives, and the order of the law on random programs that has to notice. */
const mutants: readonly (readonly [what: string, Primitive, 'first' | 'second', Derivative])[] = [
  [
    'sine: one part in 10⁵ too large',
    'sine',
    'first',
    (n, ct, o) => [o.multiply(o.constant(1.00001), o.multiply(ct, o.cosine(n.inputs[0]!)))],
  ],
  ['cosine: sign lost', 'cosine', 'first', (n, ct, o) => [o.multiply(ct, o.sine(n.inputs[0]!))]],
  ['tanh: 1 − y in place of 1 − y²', 'tanh', 'first', (n, ct, o) => [o.multiply(ct, o.subtract(o.constant(1), n))]],
  [
    'tanh: output taken as a constant',
    'tanh',
    'second',
    (n, ct, o) => {
      const y = o.stopGradient(n)
      return [o.multiply(ct, o.subtract(o.constant(1), o.multiply(y, y)))]
    },
  ],
  [
    'exponential: output taken as a constant',
    'exponential',
    'second',
    (n, ct, o) => [o.multiply(ct, o.stopGradient(n))],
  ],
  ['squareRoot: factor ½ lost', 'squareRoot', 'first', (n, ct, o) => [o.divide(ct, n)]],
  [
    'logarithm: operand taken as a constant',
    'logarithm',
    'second',
    (n, ct, o) => [o.divide(ct, o.stopGradient(n.inputs[0]!))],
  ],
  ['multiply: operands not crossed', 'multiply', 'first', (n, ct, o) => n.inputs.map((x) => o.multiply(ct, x))],
  ['multiply: second operand forgotten', 'multiply', 'first', (n, ct, o) => [o.multiply(ct, n.inputs[1]!), undefined]],
  [
    'divide: sign of the second lost',
    'divide',
    'first',
    (n, ct, o) => {
      const share = o.divide(ct, n.inputs[1]!)
      return [share, o.multiply(share, n)]
    },
  ],
  ['subtract: sign lost', 'subtract', 'first', (_, ct) => [ct, ct]],
  ['negate: sign lost', 'negate', 'first', (_, ct) => [ct]],
  ['maximum: sides exchanged', 'maximum', 'first', (_, ct) => [ct, undefined]],
  ['minimum: sides exchanged', 'minimum', 'first', (_, ct) => [undefined, ct]],
  ['select: both sides get the cotangent', 'select', 'first', (_, ct) => [undefined, ct, ct]],
  ['absolute: sign lost', 'absolute', 'first', (_, ct) => [ct]],
  [
    'maximumOver: every element gets the cotangent',
    'maximumOver',
    'first',
    (n, ct, o) => {
      const axes = n.primitive === 'maximumOver' ? n.attributes.axes : []
      const of = n.inputs[0]!.shape
      return [
        o.broadcast(
          o.reshape(
            ct,
            of.map((e, i) => (axes.includes(i) ? 1 : e)),
          ),
          of,
        ),
      ]
    },
  ],
  [
    'sum: cotangent averaged',
    'sum',
    'first',
    (n, ct, o) => {
      const axes = n.primitive === 'sum' ? n.attributes.axes : []
      const of = n.inputs[0]!.shape
      const among = axes.reduce((so, axis) => so * of[axis]!, 1)
      const kept = o.reshape(
        ct,
        of.map((e, i) => (axes.includes(i) ? 1 : e)),
      )
      return [o.divide(o.broadcast(kept, of), o.constant(among))]
    },
  ],
  [
    'gather: rows taken in order',
    'gather',
    'first',
    (n, ct, o) => {
      const [of, indices] = [n.inputs[0]!.shape, n.inputs[1]!.shape[0]!]
      const first = o.slice(
        ct,
        ct.shape.map(() => 0),
        [Math.min(of[0]!, indices), ...of.slice(1)],
      )
      return [
        o.pad(
          first,
          of.map(() => 0),
          of.map((e, i) => (i === 0 ? e - first.shape[0]! : 0)),
        ),
        undefined,
      ]
    },
  ],
  ['alias: cut', 'alias', 'first', () => [undefined]],
]

describe('mutants of derivatives die', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })
  for (const [what, primitive, order, derivative] of mutants)
    it(what, () => {
      const laws = gradientLaws(recipe(1), (r) => assemble(r), point)
      vi.spyOn(definitions[primitive] as { derivative: Derivative }, 'derivative').mockImplementation(derivative)
      const options = { numRuns: 1000, endOnFailure: true }
      const { failed } = order === 'first' ? fc.check(laws.first, options) : fc.check(laws.second, options)
      expect(failed).toBe(true)
    })
  it('control: without a mutant the same laws hold', () => {
    const laws = gradientLaws(recipe(1), (r) => assemble(r), point)
    expect(fc.check(laws.first, { numRuns: 50 }).failed).toBe(false)
    expect(fc.check(laws.second, { numRuns: 20 }).failed).toBe(false)
  })
})
