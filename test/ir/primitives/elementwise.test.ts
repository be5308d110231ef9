import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, type Operations, operations } from '../../../src/ir/index.ts'
import { dyadic } from '../../arbitraries/index.ts'
import { close } from '../close.ts'
import { run, scalar } from '../values.ts'

type Real = (x: number) => number

/** Range, and f, f′, f″ as written in a table of derivatives. */
const unary = {
  negate: [-4, 4, (x) => -x, () => -1, () => 0],
  absolute: [-4, 4, Math.abs, Math.sign, () => 0],
  sign: [-4, 4, Math.sign, () => 0, () => 0],
  squareRoot: [0.25, 9, Math.sqrt, (x) => 0.5 * x ** -0.5, (x) => -0.25 * x ** -1.5],
  exponential: [-3, 3, Math.exp, Math.exp, Math.exp],
  logarithm: [0.25, 9, Math.log, (x) => 1 / x, (x) => -1 / (x * x)],
  tanh: [-3, 3, Math.tanh, (x) => Math.cosh(x) ** -2, (x) => (-2 * Math.tanh(x)) / Math.cosh(x) ** 2],
  sine: [-4, 4, Math.sin, Math.cos, (x) => -Math.sin(x)],
  cosine: [-4, 4, Math.cos, (x) => -Math.sin(x), (x) => -Math.cos(x)],
} satisfies Record<string, readonly [low: number, high: number, Real, Real, Real]>

type Unary = keyof typeof unary

type Surface = (x: number, y: number) => number

/** f, ∂f/∂x, ∂f/∂y and ∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y², away from ties. */
const binary = {
  add: [(x, y) => x + y, () => 1, () => 1, () => 0, () => 0, () => 0],
  subtract: [(x, y) => x - y, () => 1, () => -1, () => 0, () => 0, () => 0],
  multiply: [(x, y) => x * y, (_, y) => y, (x) => x, () => 0, () => 1, () => 0],
  divide: [
    (x, y) => x / y,
    (_, y) => 1 / y,
    (x, y) => -x / y ** 2,
    () => 0,
    (_, y) => -1 / y ** 2,
    (x, y) => (2 * x) / y ** 3,
  ],
  maximum: [Math.max, (x, y) => (x > y ? 1 : 0), (x, y) => (x > y ? 0 : 1), () => 0, () => 0, () => 0],
  minimum: [Math.min, (x, y) => (x < y ? 1 : 0), (x, y) => (x < y ? 0 : 1), () => 0, () => 0, () => 0],
} satisfies Record<string, readonly [Surface, Surface, Surface, Surface, Surface, Surface]>

type Binary = keyof typeof binary

const comparisons = {
  less: (x, y) => x < y,
  lessEqual: (x, y) => x <= y,
  equal: (x, y) => x === y,
} satisfies Record<string, (x: number, y: number) => boolean>

type Comparison = keyof typeof comparisons

const derivativesAt = (o: Operations, y: Node, inputs: readonly Node[], at: readonly number[]): readonly number[] => {
  const first = gradient(o, y, inputs)
  const second = first.flatMap((g) => gradient(o, g, inputs))
  return run(inputs, [y, ...first, ...second], at.map(scalar)).flat()
}

describe('elementwise primitives', () => {
  for (const [name, [low, high, ...closed]] of Object.entries(unary))
    it(`law: ${name}, its first and its second derivative are what tables of derivatives say`, () =>
      fc.assert(
        fc.property(fc.double({ min: low, max: high, noNaN: true }), (x) => {
          const o = operations(builder())
          const input = o.build.variable('x', [])
          const got = derivativesAt(o, o.build.make(name as Unary, [input], {}), [input], [x])
          // Each derivative is at most eight operations on numbers of the size of the result's largest part.
          return closed.every((f, i) => close(got[i]!, f(x), 8, 1 + Math.abs(f(x))))
        }),
      ))

  for (const [name, [f, fx, fy, fxx, fxy, fyy]] of Object.entries(binary))
    it(`law: ${name}, its first and its second derivatives are what tables of derivatives say`, () =>
      fc.assert(
        fc.property(
          fc.double({ min: -4, max: 4, noNaN: true }),
          fc.double({ min: 0.5, max: 4, noNaN: true }),
          (x, y) => {
            fc.pre(x !== y)
            const o = operations(builder())
            const inputs = ['x', 'y'].map((n) => o.build.variable(n, []))
            const got = derivativesAt(o, o.build.make(name as Binary, inputs, {}), inputs, [x, y])
            return [f, fx, fy, fxx, fxy, fxy, fyy].every((g, i) => close(got[i]!, g(x, y), 8, 1 + Math.abs(g(x, y))))
          },
        ),
      ))

  for (const [name, holds] of Object.entries(comparisons))
    it(`law: ${name} is the comparison of numbers, ties included`, () =>
      fc.assert(
        fc.property(dyadic(1), dyadic(1), (x, y) => {
          const { build } = operations(builder())
          const inputs = ['x', 'y'].map((n) => build.variable(n, []))
          const got = run(inputs, [build.make(name as Comparison, inputs, {})], [scalar(x), scalar(y)])
          const tie = run(inputs, [build.make(name as Comparison, inputs, {})], [scalar(x), scalar(x)])
          return got[0]![0] === Number(holds(x, y)) && tie[0]![0] === Number(holds(x, x))
        }),
      ))

  it('control: a derivative that is wrong by one part in 10¹² is not close', () => {
    expect(close(Math.cos(1) * (1 + 1e-12), Math.cos(1), 8, 2)).toBe(false)
  })
})
