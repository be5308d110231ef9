import fc from 'fast-check'
import type { FusedOperator, FusedProgram, Layout } from '../../../../../src/interpreters/devices/fuse/index.ts'
import { size } from '../../fuse/oracle.ts'

/** How many operands each operator takes. */
export const arity: { readonly [Operator in FusedOperator]: 1 | 2 | 3 } = {
  negate: 1,
  absolute: 1,
  sign: 1,
  squareRoot: 1,
  exponential: 1,
  logarithm: 1,
  tanh: 1,
  sine: 1,
  cosine: 1,
  add: 2,
  subtract: 2,
  multiply: 2,
  divide: 2,
  maximum: 2,
  minimum: 2,
  less: 2,
  lessEqual: 2,
  equal: 2,
  select: 3,
}

/** Operators that IEEE 754 rounds exactly: there is one right result. */
export const exactOperators = (Object.keys(arity) as FusedOperator[]).filter(
  (operator) => !['exponential', 'logarithm', 'tanh', 'sine', 'cosine'].includes(operator),
)

/** Numbers of every magnitude, and often small ones, equal ones, 0, −0, ∞ and NaN. */
export const number = fc.oneof(
  { arbitrary: fc.integer({ min: -4, max: 4 }), weight: 2 },
  { arbitrary: fc.float({ min: -10, max: 10, noNaN: true }), weight: 4 },
  { arbitrary: fc.float(), weight: 1 },
  { arbitrary: fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 2 ** -140), weight: 1 },
)

const array = (length: number): fc.Arbitrary<Float32Array> =>
  fc.array(number, { minLength: length, maxLength: length }).map((elements) => Float32Array.from(elements))

const shape = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 70 })),
  fc.tuple(fc.integer({ min: 1, max: 150 })),
)

/** An input's layout: some dimensions repeated, the others stored in any order, every `gap`-th element used. */
const layout = (dimensions: readonly number[]): fc.Arbitrary<Layout & { readonly extent: number }> =>
  fc
    .record({
      repeated: fc.oneof(
        fc.constant(dimensions.map(() => false)),
        fc.array(fc.boolean(), { minLength: dimensions.length, maxLength: dimensions.length }),
      ),
      order: fc.oneof(
        fc.constant([...dimensions.keys()]),
        fc.shuffledSubarray([...dimensions.keys()], { minLength: dimensions.length }),
      ),
      gap: fc.constantFrom(1, 1, 1, 2),
    })
    .map(({ repeated, order, gap }) => {
      const stored = order.filter((axis) => !repeated[axis])
      const strides = dimensions.map((_, axis) => {
        const position = stored.indexOf(axis)
        return position < 0 ? 0 : gap * size(stored.slice(position + 1).map((each) => dimensions[each]!))
      })
      return { strides, extent: gap * size(stored.map((axis) => dimensions[axis]!)) }
    })

export interface Case {
  readonly program: FusedProgram
  readonly inputs: readonly Float32Array[]
}

const seed = fc.nat({ max: 1 << 20 })

/** Programs of the given operators on any shapes and layouts, with values for their inputs. */
export const fusedCase = (allowed: readonly FusedOperator[]): fc.Arbitrary<Case> =>
  shape.chain((dimensions) =>
    fc
      .record({
        layouts: fc.array(layout(dimensions), { maxLength: 4 }),
        drafts: fc.array(
          fc.record({
            operator: fc.constantFrom(...allowed),
            operands: fc.tuple(seed, seed, seed),
            constants: fc.tuple(number, number, number),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        outputs: fc.array(seed, { minLength: 1, maxLength: 3 }),
      })
      .chain(({ layouts, drafts, outputs }) => {
        const instructions = drafts.map(({ operator, operands, constants }, index) => ({
          operator,
          operands: operands.slice(0, arity[operator]).map((drawn, place) => {
            const among = drawn % (layouts.length + index + 1)
            if (among < layouts.length) return { input: among }
            return among - layouts.length < index
              ? { value: among - layouts.length }
              : { constant: constants[place] ?? 0 }
          }),
        }))
        const program: FusedProgram = {
          shape: dimensions,
          inputs: layouts.map(({ strides }) => ({ strides })),
          instructions,
          outputs: outputs.map((drawn) => drawn % instructions.length),
        }
        return fc
          .tuple(...layouts.map(({ extent }) => array(extent)))
          .map((inputs): Case => ({ program, inputs: inputs as readonly Float32Array[] }))
      }),
  )
