import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, type Operations, operations } from '../../../src/ir/index.ts'
import { elu, gelu, type Layer, leakyRelu, relu, sigmoid, softplus, tanh } from '../../../src/networks/index.ts'
import { tensor } from '../../arbitraries/index.ts'
import { misses, results, wanted } from '../../interpreters/devices/agreement.ts'
import { devices } from '../../interpreters/devices/devices.ts'
import { allClose } from '../../ir/close.ts'
import { secondSlopeAgrees, slopeAgrees } from '../../ir/gradient-laws.ts'
import { of, run } from '../../ir/values.ts'
import { curved, made, through } from './image-layers.ts'

interface Case {
  readonly layer: Layer
  readonly definition: (x: number) => number
  /** The one-sided or only slope at 0, and the second. */
  readonly atZero: readonly [number, number]
  readonly smooth: boolean
}

const root = Math.sqrt(2 / Math.PI)
const cases: Readonly<Record<string, Case>> = {
  relu: { layer: relu, definition: (x) => Math.max(x, 0), atZero: [0, 0], smooth: false },
  tanh: { layer: tanh, definition: Math.tanh, atZero: [1, 0], smooth: true },
  sigmoid: { layer: sigmoid, definition: (x) => 1 / (1 + Math.exp(-x)), atZero: [1 / 4, 0], smooth: true },
  softplus: { layer: softplus, definition: (x) => Math.log1p(Math.exp(x)), atZero: [1 / 2, 1 / 4], smooth: true },
  gelu: {
    layer: gelu,
    definition: (x) => 0.5 * x * (1 + Math.tanh(root * (x + 0.044715 * x ** 3))),
    atZero: [1 / 2, root],
    smooth: true,
  },
  elu: { layer: elu(), definition: (x) => (x > 0 ? x : Math.expm1(x)), atZero: [1, 0], smooth: false },
  'elu of another alpha': {
    layer: elu(0.5),
    definition: (x) => (x > 0 ? x : 0.5 * Math.expm1(x)),
    atZero: [1, 0],
    smooth: false,
  },
  leakyRelu: { layer: leakyRelu(), definition: (x) => (x > 0 ? x : 0.01 * x), atZero: [1, 0], smooth: false },
  'leakyRelu of another alpha': {
    layer: leakyRelu(0.25),
    definition: (x) => (x > 0 ? x : 0.25 * x),
    atZero: [1, 0],
    smooth: false,
  },
}

/** f(x), f′(x) and f″(x), element by element. */
const toSecond = (make: (o: Operations, x: Node) => Node, size: number) => {
  const o = operations(builder())
  const x = o.build.variable('x', [1, size])
  const y = make(o, x)
  const [first] = gradient(o, o.sum(y), [x])
  const [second] = gradient(o, o.sum(first!), [x])
  return { inputs: [x], outputs: [y, first!, second ?? o.constant(0, [1, size])] }
}

const extremes = [-1e30, -1e4, -104, -88.8, -17, -16, -1e-4, -1e-38, 0, 1e-38, 1e-4, 16, 17, 88.8, 104, 1e4, 1e30].map(
  Math.fround,
)

/** On one side of every kink alone, so that a difference quotient sees one slope. */
const beside = tensor([2, 3], 0.25, 6).chain((x) =>
  fc.boolean().map((left) => (left ? { ...x, data: x.data.map((e) => -e) } : x)),
)

describe.each(Object.entries(cases))('%s', (_, { layer, definition, atZero, smooth }) => {
  const points = smooth ? tensor([2, 3], -6, 6) : beside
  it('law: is its definition', () =>
    fc.assert(
      fc.property(tensor([2, 3], -12, 12), (x) => {
        expect(
          allClose(
            made((o, at) => through(o, layer, at!), x),
            Array.from(x.data, definition),
            64,
            16,
          ),
        ).toBe(true)
      }),
    ))
  it('law: its derivatives have the slopes of central differences, first and second', () =>
    fc.assert(
      fc.property(points, tensor([2, 3]), tensor([2, 3]), (x, v, w) => {
        const scalar = curved((o, at) => through(o, layer, at!), [x])
        expect(slopeAgrees(scalar, [x], [v])).toBe(true)
        expect(secondSlopeAgrees(scalar, [x], [v], [w])).toBe(true)
      }),
      { numRuns: 40 },
    ))
  it('at 0 has its slopes, or those of one side', () => {
    const { inputs, outputs } = toSecond((o, x) => through(o, layer, x), 1)
    const [, first, second] = run(inputs, outputs, [of([1, 1], 0)])
    expect(allClose([first![0]!, second![0]!], atZero, 16)).toBe(true)
  })
  it.each(devices)(
    '$name: is finite to second order at kinks and extremes, and what the reference says',
    async (on) => {
      // TensorFlow takes what is smaller than 2⁻¹²⁶ for 0.
      const values = on.name.startsWith('node') ? extremes.map((x) => (Math.abs(x) < 2 ** -126 ? 0 : x)) : extremes
      const one = { program: toSecond((o, x) => through(o, layer, x), extremes.length), values: [values] }
      const got = await results(on, one)
      expect(got.every((values) => values.every(Number.isFinite))).toBe(true)
      // Beyond ±1e4 a bound in float32 is loose or none; there the definitions hold.
      expect(misses(got, wanted(one))).toEqual([])
      expect(got[0]!.at(-1)).toBeGreaterThanOrEqual(1)
      expect(got[1]!.every((slope) => slope >= -0.2 && slope <= 1.2)).toBe(true)
    },
  )
})

describe('controls', () => {
  it('log(1 + exp(x)) as it stands overflows, and its slope is no number', () => {
    const naive = (o: Operations, x: Node): Node => o.logarithm(o.add(o.constant(1), o.exponential(x)))
    const { inputs, outputs } = toSecond(naive, 1)
    const [y, first] = run(inputs, outputs, [of([1, 1], 1e4)])
    expect(y![0]).toBe(Number.POSITIVE_INFINITY)
    expect(first![0]).toBeNaN()
  })
  it('by |x| it has no second slope at 0', () => {
    const folded = (o: Operations, x: Node): Node =>
      o.add(o.maximum(x, o.constant(0)), o.logarithm(o.add(o.constant(1), o.exponential(o.negate(o.absolute(x))))))
    const { inputs, outputs } = toSecond(folded, 1)
    expect(run(inputs, outputs, [of([1, 1], 0)])[2]![0]).not.toBeCloseTo(1 / 4)
  })
})
