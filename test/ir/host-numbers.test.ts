import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, hostNumbersIn, type Node, numbersAt, operations, simplify } from '../../src/ir/index.ts'
import { run } from './values.ts'

const build = builder()
const o = operations(build)
const names = ['ρ', 'λ'] as const
type Options = Readonly<Record<(typeof names)[number], number>>

/** Arithmetic on options, constants and a tensor, whatever an option stands for. */
type Recipe = (leaf: (name: keyof Options) => Node, x: Node) => Node

const shapes = [[], [3], [2, 3]] as const
const unary = ['negate', 'absolute', 'squareRoot', 'exponential', 'tanh'] as const
const binary = ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const

const { recipe } = fc.letrec<{ recipe: Recipe }>((tie) => ({
  recipe: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...names).map(
      (name): Recipe =>
        (leaf) =>
          leaf(name),
    ),
    fc.constantFrom(0, 1, -1, 0.1, 3).map(
      (value): Recipe =>
        () =>
          o.constant(value),
    ),
    fc.tuple(fc.constantFrom(...names), fc.constantFrom(...shapes)).map(
      ([name, shape]): Recipe =>
        (leaf) =>
          o.broadcast(leaf(name), shape),
    ),
    fc.constant<Recipe>((_, x) => x),
    fc.tuple(fc.constantFrom(...unary), tie('recipe')).map(
      ([primitive, of]): Recipe =>
        (leaf, x) =>
          o[primitive](of(leaf, x)),
    ),
    fc.tuple(fc.constantFrom(...binary), tie('recipe'), tie('recipe')).map(([primitive, a, b]): Recipe => {
      // A divisor of 0 would tell one zero from the other by its sign, which is left open.
      const second = (of: Node): Node => (primitive === 'divide' ? o.add(o.multiply(of, of), o.constant(1)) : of)
      return (leaf, x) => o[primitive](a(leaf, x), second(b(leaf, x)))
    }),
  ),
}))
const options: fc.Arbitrary<Options> = fc.record({
  ρ: fc.double({ min: 0, max: 1 }),
  λ: fc.double({ min: -4, max: 4 }),
})

const option = (name: string): Node => build.make('option', [], { name })
const signless = (x: number): number => x + 0

describe('what the host makes of options', () => {
  it('law: a program at options is the program of those constants, to the last bit of float64', () => {
    let made = 0
    fc.assert(
      fc.property(
        recipe,
        options,
        fc.array(fc.double({ min: -4, max: 4 }), { minLength: 6, maxLength: 6 }),
        (of, at, given) => {
          const x = build.variable('x', [2, 3])
          const value = (program: (leaf: (name: keyof Options) => Node) => Node): readonly number[] => {
            const [node] = simplify({ inputs: [x], outputs: [program(option)] }, build).outputs
            const numbers = numbersAt(hostNumbersIn([node!]), at)
            made += numbers.size
            const inputs = [x, ...numbers.keys()]
            const values = [
              { shape: x.shape, data: Float64Array.from(given) },
              ...[...numbers.values()].map((number) => ({ shape: [], data: Float64Array.of(number) })),
            ]
            return run(inputs, [node!], values)[0]!.map(signless)
          }
          const folded = value(() => of((name) => o.constant(at[name]), x))
          expect(value((leaf) => of(leaf, x))).toEqual(folded)
        },
      ),
      { numRuns: 200 },
    )
    expect(made).toBeGreaterThan(100)
  })
  it('law: nothing that depends on options and constants alone is left to the device', () =>
    fc.assert(
      fc.property(recipe, (of) => {
        const one = build.variable('x', [])
        const [node] = simplify({ inputs: [one], outputs: [of(option, one)] }, build).outputs
        const host = new Set(hostNumbersIn([node!]))
        const open = [node!]
        const work = new Set<Node>()
        for (let next = open.pop(); next !== undefined; next = open.pop())
          if (!host.has(next) && !work.has(next)) {
            work.add(next)
            open.push(...next.inputs)
          }
        const closed = [...work].filter((n) => n.newest === 0 && ![...unary, ...binary].every((p) => p !== n.primitive))
        expect(closed).toEqual([])
      }),
      { numRuns: 100 },
    ))
  it('is rounded once: 1 − ρ, not 1 less what float32 keeps of ρ', () => {
    const kept = o.subtract(o.constant(1), option('ρ'))
    const [number] = numbersAt(hostNumbersIn([o.multiply(kept, build.variable('x', []))]), { ρ: 0.9 }).values()
    expect(number).toBe(1 - 0.9)
    expect(Math.fround(number!)).not.toBe(Math.fround(1 - Math.fround(0.9)))
  })
  it('is the largest number there is, once, and in the bodies of loops too', () => {
    const [carried, index] = [build.variable('so', []), build.variable('i', [])]
    const rate = o.multiply(o.subtract(o.constant(1), option('ρ')), option('λ'))
    const loop = build.loop({
      times: 3,
      reverse: false,
      index,
      carried: [carried],
      initial: [option('λ')],
      sliced: [],
      next: [o.multiply(carried, rate)],
    })
    const last = o.add(build.make('final', [loop], { index: 0 }), rate)
    expect(new Set(hostNumbersIn([last]))).toEqual(new Set([rate, option('λ')]))
  })
  it('what a sum or a choice makes of it is the device’s', () => {
    const stretched = o.sum(o.broadcast(option('λ'), [3]))
    expect(hostNumbersIn([stretched])).toEqual([option('λ')])
    const chosen = o.select(o.less(option('ρ'), o.constant(1)), option('λ'), o.constant(0))
    expect(new Set(hostNumbersIn([chosen]))).toEqual(new Set([option('ρ'), option('λ')]))
  })
})
