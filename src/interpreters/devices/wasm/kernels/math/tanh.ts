import { after, type Frame, f32x4, i32x4, type Vector, v128 } from '../../assembler/index.ts'
import { exponential } from './exponential.ts'
import { horner } from './horner.ts'

/** Of (tanh x − x) / x³ as a polynomial in x² on |x| < 0.625, highest power first (Cephes tanhf). */
const polynomial = [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1]

/** tanh x, within 1.5 ulp: a polynomial near zero, 1 − 2 / (e²ˣ + 1) beyond, and the sign of x. */
export const tanh = (frame: Frame, argument: Vector): Vector => {
  const x = frame.local('v128')
  const size = frame.local('v128')
  const square = frame.local('v128')
  const grown = exponential(frame, f32x4.add(size.get, size.get))
  const one = f32x4.constant(1)
  const far = f32x4.subtract(one, f32x4.divide(f32x4.constant(2), f32x4.add(grown, one)))
  const cubic = f32x4.multiply(f32x4.multiply(horner(square.get, polynomial), square.get), size.get)
  const near = f32x4.add(size.get, cubic)
  const sign = v128.and(x.get, i32x4.constant(0x80000000))
  return after(
    [x.set(argument), size.set(f32x4.absolute(x.get)), square.set(f32x4.multiply(size.get, size.get))],
    v128.or(v128.select(f32x4.less(size.get, f32x4.constant(0.625)), near, far), sign),
  )
}
