import { isCount } from './count.ts'
import type { BinaryOperator, Comparison, Syntax, UnaryOperator } from './syntax.ts'
import { built, type Condition, type Params, type Rows, type RowWidth, type Scalar } from './term.ts'

type Number = Scalar | number
/** What a condition on each number of rows is of. */
type RowsOf<W extends RowWidth> = readonly ['rows', W]

/** Elementwise; a scalar spreads over the coordinates of parameters and over rows, a number a row along rows of its batch. */
interface Arithmetic {
  (a: Number, b: Number): Scalar
  <N extends string>(a: Params<N>, b: Params<N> | Number): Params<N>
  <N extends string>(a: Number, b: Params<N>): Params<N>
  /** Where an operand may be either, the result is as wide as parameters. */
  <N extends string>(a: Params<N> | Number, b: Params<N> | Number): Params<N>
  <W extends RowWidth>(a: Rows<W>, b: Rows<W> | Rows<1> | Number): Rows<W>
  <W extends RowWidth>(a: Rows<1> | Number, b: Rows<W>): Rows<W>
}

interface Elementwise {
  (a: Scalar): Scalar
  <N extends string>(a: Params<N>): Params<N>
  <W extends RowWidth>(a: Rows<W>): Rows<W>
}

interface Comparing {
  (a: Number, b: Number): Condition
  <N extends string>(a: Params<N>, b: Params<N> | Number): Condition<N>
  <N extends string>(a: Number, b: Params<N>): Condition<N>
  <W extends RowWidth>(a: Rows<W>, b: Rows<W> | Rows<1> | Number): Condition<RowsOf<W>>
  <W extends RowWidth>(a: Rows<1> | Number, b: Rows<W>): Condition<RowsOf<W>>
}

/** A number as a term: a node of its own wherever one is written, with the name of an option or without. */
const term = (value: Syntax | number): Syntax =>
  typeof value === 'number' ? { _tag: 'Literal', value } : isCount(value) ? { ...value } : value

/** A number as a term. */
export const literal = (value: Scalar | number): Scalar => built(term(value))

const binary =
  (operator: BinaryOperator): Arithmetic =>
  (a: Syntax | number, b: Syntax | number) =>
    built({ _tag: 'Binary', operator, left: term(a), right: term(b) })

const unary =
  (operator: UnaryOperator): Elementwise =>
  (of: Syntax) =>
    built({ _tag: 'Unary', operator, of })

const comparing =
  (operator: Comparison): Comparing =>
  (a: Syntax | number, b: Syntax | number) =>
    built({ _tag: 'Compare', operator, left: term(a), right: term(b) })

/** a + b. */
export const add = binary('add')
/** a − b. */
export const subtract = binary('subtract')
/** a ⊙ b. */
export const multiply = binary('multiply')
/** a ⊘ b. */
export const divide = binary('divide')
/** max(a, b), coordinate by coordinate. */
export const maximum = binary('maximum')
/** min(a, b), coordinate by coordinate. */
export const minimum = binary('minimum')
/** −a. */
export const negate = unary('negate')
/** |a|, coordinate by coordinate. */
export const abs = unary('absolute')
/** −1, 0 or 1, coordinate by coordinate. */
export const sign = unary('sign')
/** √a; its derivative at 0 is 0. */
export const sqrt = unary('squareRoot')
/** eᵃ. */
export const exp = unary('exponential')
/** ln a. */
export const log = unary('logarithm')
/** tanh a. */
export const tanh = unary('tanh')
/** cos a. */
export const cos = unary('cosine')
/** a < b. */
export const less = comparing('less')
/** a ≤ b. */
export const lessEqual = comparing('lessEqual')
/** a = b. */
export const equal = comparing('equal')

/** a ⊙ a. */
export const square: Elementwise = (of: Syntax) => built({ _tag: 'Binary', operator: 'multiply', left: of, right: of })

/** max(a, 0). */
export const relu: Elementwise = (of: Syntax) =>
  built({ _tag: 'Binary', operator: 'maximum', left: of, right: literal(0) })

interface Choosing {
  (condition: Condition, then: Number, otherwise: Number): Scalar
  <N extends string>(condition: Condition | Condition<N>, then: Params<N>, otherwise: Params<N> | Number): Params<N>
  <N extends string>(condition: Condition | Condition<N>, then: Number, otherwise: Params<N>): Params<N>
  <N extends string>(condition: Condition<N>, then: Number, otherwise: Number): Params<N>
  <W extends RowWidth>(
    condition: Condition | Condition<RowsOf<W>> | Condition<RowsOf<1>>,
    then: Rows<W>,
    otherwise: Rows<W> | Rows<1> | Number,
  ): Rows<W>
  <W extends RowWidth>(
    condition: Condition | Condition<RowsOf<W>> | Condition<RowsOf<1>>,
    then: Number | Rows<1>,
    otherwise: Rows<W>,
  ): Rows<W>
  <W extends RowWidth>(condition: Condition<RowsOf<W>>, then: Number | Rows<1>, otherwise: Number | Rows<1>): Rows<W>
}

/** `then` where the condition holds, else `otherwise`. Both are computed; the one not taken never reaches a derivative. */
export const select: Choosing = (condition: Syntax, then: Syntax | number, otherwise: Syntax | number) =>
  built({ _tag: 'Select', condition, then: term(then), otherwise: term(otherwise) })

interface Alike {
  <N extends string>(of: Params<N>, value: Number): Params<N>
  <W extends RowWidth>(of: Rows<W>, value: Number): Rows<W>
}

/** A vector, or rows, shaped like `of`, every number `value`. */
export const like: Alike = (of: Syntax, value: Number) => built({ _tag: 'Like', of, value: literal(value) })

const reduce =
  (operator: 'sum' | 'mean' | 'maximum') =>
  <N extends string>(of: Params<N>): Scalar =>
    built({ _tag: 'Reduce', operator, of })

/** Σₘ aₘ over every coordinate. */
export const sum = reduce('sum')
/** The mean over every coordinate. */
export const average = reduce('mean')
/** maxₘ aₘ over every coordinate. */
export const largest = reduce('maximum')

/** aᵀb. */
export const dot = <N extends string>(a: Params<N>, b: Params<N>): Scalar => sum(multiply(a, b))

/**
 * The coordinates of the named parameter groups of the network; zero elsewhere. A name that is no group's stands for all groups whose
 * names go on from it after a dot: `only('gate')` for those of the layers `gate.conv1` and `gate.output`.
 */
export const only =
  (...groups: readonly string[]) =>
  <N extends string>(of: Params<N>): Params<N> =>
    built({ _tag: 'Only', of, groups })

/** Every coordinate held between the bounds. */
export const clipByValue =
  (lower: Number, upper: Number) =>
  <N extends string>(of: Params<N>): Params<N> =>
    minimum(maximum(of, lower), upper)

interface GuardedDivision {
  (a: Number, b: Scalar, where?: Condition): Scalar
  <N extends string>(a: Params<N>, b: Params<N> | Scalar, where?: Condition | Condition<N>): Params<N>
}

/**
 * a ⊘ b where the condition holds (unless one is given: where b ≠ 0), and a elsewhere. What is divided by there is 1, so that no 0/0
 * reaches a derivative.
 *
 * @example onVectors({ a: [3, 4], b: [2, 0] }, ({ a, b }) => guardedDivide(a, b))   // => [1.5, 4]
 */
export const guardedDivide: GuardedDivision = (a: Syntax | number, b: Syntax, where?: Syntax) => {
  const one = literal(1)
  const divisor: Syntax =
    where === undefined
      ? {
          _tag: 'Select',
          condition: { _tag: 'Compare', operator: 'equal', left: b, right: literal(0) },
          then: one,
          otherwise: b,
        }
      : { _tag: 'Select', condition: where, then: b, otherwise: one }
  return built({ _tag: 'Binary', operator: 'divide', left: term(a), right: divisor })
}
