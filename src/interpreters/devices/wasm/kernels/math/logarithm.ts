import { after, type Frame, f32x4, i32, i32x4, type Vector, v128 } from '../../assembler/index.ts'
import { horner } from './horner.ts'

/** R(z) / z of the series below, highest power first (FreeBSD logf). */
const polynomial = [0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693]

/** The bits of √½, where the mantissas are cut: 1 + f lies in [√½, √2). */
const rootHalf = 0x3f3504f3

/**
 * ln x = n ln 2 + ln(1 + f) with x = 2ⁿ(1 + f), within 1 ulp; −∞ of ±0, NaN below 0 and of NaN, ∞ of ∞. Subnormal x
 * are scaled by 2²⁵ first. With s = f / (2 + f) and h = ½f², ln(1 + f) = f − h + s (h + R(s²)).
 */
export const logarithm = (frame: Frame, argument: Vector): Vector => {
  const vector = () => frame.local('v128')
  const x = vector()
  const small = vector()
  const bits = vector()
  const n = vector()
  const f = vector()
  const h = vector()
  const s = vector()
  const z = vector()
  const zero = f32x4.constant(0)
  const one = f32x4.constant(1)
  const scaled = f32x4.multiply(x.get, v128.select(small.get, f32x4.constant(2 ** 25), one))
  const exponent = i32x4.subtract(i32x4.shiftRight(bits.get, i32.constant(23)), i32x4.constant(127))
  const mantissa = i32x4.add(v128.and(bits.get, i32x4.constant(0x7fffff)), i32x4.constant(rootHalf))
  const unscale = v128.and(small.get, f32x4.constant(25))
  const remainder = f32x4.multiply(z.get, horner(z.get, polynomial))
  const low = f32x4.add(
    f32x4.multiply(s.get, f32x4.add(h.get, remainder)),
    f32x4.multiply(n.get, f32x4.constant(9.0580006145e-6)),
  )
  const fractional = f32x4.add(f32x4.subtract(low, h.get), f.get)
  const finite = f32x4.add(fractional, f32x4.multiply(n.get, f32x4.constant(0.69313812256)))
  const ordinary = v128.and(f32x4.greater(x.get, zero), f32x4.less(x.get, f32x4.constant(Infinity)))
  const negative = v128.select(f32x4.less(x.get, zero), f32x4.constant(Number.NaN), x.get)
  const extraordinary = v128.select(f32x4.equal(x.get, zero), f32x4.constant(-Infinity), negative)
  return after(
    [
      x.set(argument),
      small.set(f32x4.less(x.get, f32x4.constant(2 ** -126))),
      bits.set(i32x4.add(scaled, i32x4.constant(0x3f800000 - rootHalf))),
      n.set(f32x4.subtract(f32x4.fromIntegers(exponent), unscale)),
      f.set(f32x4.subtract(mantissa, one)),
      h.set(f32x4.multiply(f32x4.constant(0.5), f32x4.multiply(f.get, f.get))),
      s.set(f32x4.divide(f.get, f32x4.add(f32x4.constant(2), f.get))),
      z.set(f32x4.multiply(s.get, s.get)),
    ],
    v128.select(ordinary, finite, extraordinary),
  )
}
