import type { FusedOperator } from '../../fuse/index.ts'
import { type Frame, f32x4, i32x4, type Vector, v128 } from '../assembler/index.ts'
import { cosine, exponential, logarithm, sine, tanh } from './math/index.ts'

/** A value in a program: float lanes, or the mask of a comparison, whose ones stand for 1. */
export type Value = { readonly lanes: Vector } | { readonly mask: Vector }

const zero = f32x4.constant(0)
const one = f32x4.constant(1)

export const asLanes = (value: Value): Vector => ('lanes' in value ? value.lanes : v128.and(value.mask, one))

const asMask = (value: Value): Vector => ('mask' in value ? value.mask : f32x4.notEqual(value.lanes, zero))

type Rule = (frame: Frame, operands: readonly Value[]) => Value

const missing: Value = { lanes: zero }

const unary =
  (rule: (frame: Frame, a: Vector) => Vector): Rule =>
  (frame, [a = missing]) => ({ lanes: rule(frame, asLanes(a)) })

const binary =
  (rule: (a: Vector, b: Vector) => Vector): Rule =>
  (_, [a = missing, b = missing]) => ({ lanes: rule(asLanes(a), asLanes(b)) })

const comparison =
  (rule: (a: Vector, b: Vector) => Vector): Rule =>
  (_, [a = missing, b = missing]) => ({ mask: rule(asLanes(a), asLanes(b)) })

/** ±1 with the sign of x, and x itself where it is ±0 or NaN. */
const sign = (x: Vector): Vector =>
  v128.select(
    v128.or(f32x4.less(x, zero), f32x4.greater(x, zero)),
    v128.or(v128.and(x, i32x4.constant(0x80000000)), one),
    x,
  )

/** The code of every operator. Operands must be cheap to repeat: locals or constants. */
export const operators: { readonly [Operator in FusedOperator]: Rule } = {
  negate: unary((_, a) => f32x4.negate(a)),
  absolute: unary((_, a) => f32x4.absolute(a)),
  sign: unary((_, a) => sign(a)),
  squareRoot: unary((_, a) => f32x4.squareRoot(a)),
  exponential: unary(exponential),
  logarithm: unary(logarithm),
  tanh: unary(tanh),
  sine: unary(sine),
  cosine: unary(cosine),
  add: binary(f32x4.add),
  subtract: binary(f32x4.subtract),
  multiply: binary(f32x4.multiply),
  divide: binary(f32x4.divide),
  maximum: binary(f32x4.maximum),
  minimum: binary(f32x4.minimum),
  less: comparison(f32x4.less),
  lessEqual: comparison(f32x4.lessEqual),
  equal: comparison(f32x4.equal),
  select: (_, [condition = missing, a = missing, b = missing]) => ({
    lanes: v128.select(asMask(condition), asLanes(a), asLanes(b)),
  }),
}
