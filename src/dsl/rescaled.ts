import { abs, divide, dot, equal, less, literal, maximum, minimum, multiply, select, sqrt } from './arithmetic.ts'
import { named } from './combinator.ts'
import { firstOrder } from './gradient.ts'
import { part } from './notation/maths.ts'
import type { Syntax } from './syntax.ts'
import { built, type Condition, type Params, type Scalar } from './term.ts'

/**
 * A value by another way that gives it, to the bit, where numbers are ordinary, and still where those on the plain way would leave
 * the range of float32: printed as what it `means`, run as its `definition`. The way is a power of two that goes in and comes out.
 */
export const rescaled = <T extends Syntax>(means: T, definition: NoInfer<T>): T =>
  built(named('rescaled', { means }, definition, { writes: part('means') }))

/** 2^(±e) where q is beyond 4^(±e), by which √q comes nearer to 1; 1 where it is between. */
const stepOf = (q: Scalar, e: number): Scalar => select(less(4 ** e, q), 2 ** -e, select(less(q, 4 ** -e), 2 ** e, 1))

/** A scale by which products of vectors neither overflow nor underflow: 2⁻⁸⁰ where ‖x‖² > 2⁶⁰, 2⁸⁰ where ‖x‖² < 2⁻⁶⁰, else 1. */
const roughScaleOf = <N extends string>(x: Params<N>, wanted: Scalar): Scalar => {
  const seen = multiply(wanted, x)
  const squares = dot(seen, seen)
  return select(less(2 ** 60, squares), 2 ** -80, select(less(squares, 2 ** -60), 2 ** 80, 1))
}

/**
 * σ, a power of two by which a vector is multiplied before its squares are added:
 *
 *   1 where 2⁻⁶⁰ ≤ ‖x‖² ≤ 2⁶⁰ or x = 0, else such that 2⁻⁴ ≤ ‖σx‖ ≤ 2⁴ as far as 2⁻¹²⁶ ≤ σ ≤ 2¹²⁶
 *
 * Then neither they overflow nor the powers of ‖σx‖ in derivatives of first and second order. Its own derivative is 0.
 *
 * @param wanted 1, or 0 where it is known that x needs no scale: σ is 1 then
 */
export const scaleOf = <N extends string>(x: Params<N>, wanted: Scalar = literal(1)): Scalar => {
  const coarse = roughScaleOf(x, wanted)
  const near = multiply(multiply(wanted, coarse), x)
  const whole = dot(near, near)
  const fine = [32, 16, 8, 4].reduce<{ readonly q: Scalar; readonly scale: Scalar }>(
    ({ q, scale }, e) => {
      const step = stepOf(q, e)
      return { q: multiply(multiply(q, step), step), scale: multiply(scale, step) }
    },
    { q: whole, scale: literal(1) },
  ).scale
  const bounded = multiply(coarse, minimum(maximum(fine, divide(2 ** -126, coarse)), divide(2 ** 126, coarse)))
  return firstOrder(select(equal(coarse, 1), 1, select(equal(whole, 0), 1, bounded)))
}

/** How long a vector is: ‖x‖₂ = ‖σx‖₂ / σ. */
export interface Length {
  readonly scale: Scalar
  /** ‖σx‖₂. */
  readonly scaled: Scalar
}

/** The length of a vector in two parts that float32 can hold. */
export const lengthOf = <N extends string>(x: Params<N>): Length => {
  const scale = scaleOf(x)
  const near = multiply(scale, x)
  return { scale, scaled: sqrt(dot(near, near)) }
}

/** ‖a‖₂; its derivative at 0 is 0. Law: ‖2ᵏa‖ = 2ᵏ‖a‖, to the bit, over all of float32. */
export const norm = <N extends string>(a: Params<N>): Scalar => {
  const { scale, scaled } = lengthOf(a)
  return rescaled(sqrt(dot(a, a)), divide(scaled, scale))
}

/** Whether a product of vectors says what it should: it is not 0, ∞ or NaN, nor so small that parts of it are lost. */
export const isSafe = (product: Scalar): Condition => less(maximum(abs(product), divide(1, abs(product))), 2 ** 60)
