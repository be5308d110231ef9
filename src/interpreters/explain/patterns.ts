import { kindOf, type Syntax } from '../../dsl/index.ts'

const isLiteral = (s: Syntax, value: number): boolean => s._tag === 'Literal' && s.value === value

/** 0 as it stands there, for no option. */
export const isZero = (s: Syntax): boolean => isLiteral(s, 0) && !('counts' in s)

/** a in a ⊙ a. */
export const squareOf = (s: Syntax): Syntax | undefined =>
  s._tag === 'Binary' && s.operator === 'multiply' && s.left === s.right ? s.left : undefined

/** Whether a term has many numbers: parameters, or rows of more than one. */
export const isWide = (s: Syntax): boolean => {
  const kind = kindOf(s)
  return kind._tag === 'Params' || (kind._tag === 'Rows' && kind.width !== 1)
}

/** a and b in Σₘ aₘ bₘ: of parameters, or along rows. */
export const innerProductOf = (s: Syntax): readonly [Syntax, Syntax] | undefined => {
  if (
    (s._tag !== 'Reduce' && s._tag !== 'AlongRow') ||
    s.operator !== 'sum' ||
    s.of._tag !== 'Binary' ||
    s.of.operator !== 'multiply'
  )
    return undefined
  const { left, right } = s.of
  return isWide(left) && isWide(right) ? [left, right] : undefined
}

/** a in √(Σₘ aₘ²). */
export const normOf = (s: Syntax): Syntax | undefined => {
  const product = s._tag === 'Unary' && s.operator === 'squareRoot' ? innerProductOf(s.of) : undefined
  return product !== undefined && product[0] === product[1] ? product[0] : undefined
}

/** b and n in exp(n log b), which is bⁿ. */
export const powerOf = (s: Syntax): { readonly base: Syntax; readonly exponent: Syntax } | undefined => {
  if (s._tag !== 'Unary' || s.operator !== 'exponential') return undefined
  const { of } = s
  if (of._tag !== 'Binary' || of.operator !== 'multiply') return undefined
  return of.right._tag === 'Unary' && of.right.operator === 'logarithm'
    ? { base: of.right.of, exponent: of.left }
    : undefined
}

/** a in a divisor that is a, or 1 where a is 0. */
export const guardedDivisorOf = (s: Syntax): Syntax | undefined => {
  if (s._tag !== 'Select' || s.condition._tag !== 'Compare') return undefined
  const { condition, then, otherwise } = s
  if (condition.operator === 'equal' && isLiteral(condition.right, 0) && isLiteral(then, 1))
    return condition.left === otherwise ? otherwise : undefined
  if (condition.operator === 'less' && isLiteral(condition.left, 0) && isLiteral(otherwise, 1))
    return condition.right === then && normalLength(then) ? then : undefined
  return undefined
}

/** Whether a number is never below 0, so that 0 < a says a ≠ 0. */
const normalLength = (s: Syntax): boolean => {
  const product = innerProductOf(s)
  return (product !== undefined && product[0] === product[1]) || normOf(s) !== undefined
}
