import { after, type Frame, f32x4, i32, i32x4, type Vector } from '../../assembler/index.ts'
import { horner } from './horner.ts'

/** Adding it to |t| < 2²² rounds t to an integer, which then fills the low bits. */
const rounder = f32x4.constant(12582912)

/** Of (eʳ − 1 − r) / r² on |r| ≤ ½ ln 2, highest power first (Cephes expf). */
const polynomial = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]

/** 2ⁿ of integers −126 ≤ n ≤ 127. */
const powerOfTwo = (n: Vector): Vector => i32x4.shiftLeft(i32x4.add(n, i32x4.constant(127)), i32.constant(23))

/**
 * eˣ = 2ⁿ eʳ with n = round(x / ln 2), r = x − n ln 2, within 1.1 ulp; ∞ and 0 where they are the nearest float32, NaN
 * of NaN, and no worse where the result is subnormal: 2ⁿ is multiplied in two halves.
 */
export const exponential = (frame: Frame, argument: Vector): Vector => {
  const x = frame.local('v128')
  const shifted = frame.local('v128')
  const n = frame.local('v128')
  const r = frame.local('v128')
  const half = frame.local('v128')
  const clamped = f32x4.maximum(f32x4.minimum(argument, f32x4.constant(90)), f32x4.constant(-105))
  const high = f32x4.subtract(x.get, f32x4.multiply(n.get, f32x4.constant(0.693359375)))
  const curved = f32x4.multiply(horner(r.get, polynomial), f32x4.multiply(r.get, r.get))
  const power = f32x4.add(f32x4.add(curved, r.get), f32x4.constant(1))
  return after(
    [
      x.set(clamped),
      shifted.set(f32x4.add(f32x4.multiply(x.get, f32x4.constant(Math.LOG2E)), rounder)),
      n.set(f32x4.subtract(shifted.get, rounder)),
      r.set(f32x4.add(high, f32x4.multiply(n.get, f32x4.constant(2.1219444e-4)))),
      n.set(i32x4.subtract(shifted.get, rounder)),
      half.set(i32x4.shiftRight(n.get, i32.constant(1))),
    ],
    f32x4.multiply(f32x4.multiply(power, powerOfTwo(half.get)), powerOfTwo(i32x4.subtract(n.get, half.get))),
  )
}
