import {
  add,
  divide,
  equal,
  less,
  maximum,
  minimum,
  multiply,
  negate,
  select,
  sqrt,
  square,
  subtract,
} from '../arithmetic.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * A running mean of squares v ← β v + (1 − β) g² and its root √(v/c + ε₀), coordinate by coordinate, over all of float32.
 *
 * | symbol | argument |
 * | β      | `decay`  |
 * | c      | `filled`, in (0, 1] |
 * | ε₀     | `root`   |
 *
 * Where v/c + ε₀ is between 2⁻¹¹⁶ and 2¹¹⁶, or 0, what is `kept` is v, and nothing is done but what is written above. Elsewhere it is
 * computed from √v and g times τ, a power of two, and kept as −√v, which float32 can hold where it can hold g.
 */
export const meanSquare =
  ({
    decay,
    filled,
    root,
  }: {
    readonly decay: Scalar | number
    readonly filled: Scalar
    readonly root: Scalar | number
  }) =>
  <N extends string>(kept: Params<N>, gradient: Params<N>): { readonly kept: Params<N>; readonly size: Params<N> } => {
    const [before, far] = [maximum(kept, 0), minimum(kept, 0)]
    const isFar = less(kept, 0)
    const mean = (scale: Params<N> | number): Params<N> => {
      const near = multiply(scale, multiply(scale, multiply(decay, before)))
      const old = select(isFar, multiply(decay, square(multiply(scale, far))), near)
      return add(old, multiply(subtract(1, decay), square(multiply(scale, gradient))))
    }
    const seen = add(divide(mean(1), filled), root)
    const isLarge = less(2 ** 116, seen)
    const isSmall = less(seen, 2 ** -116)
    const scale = select(isLarge, 2 ** -80, select(isSmall, 2 ** 80, 1))
    const scaled = mean(scale)
    const whole = add(divide(scaled, filled), multiply(scale, multiply(scale, root)))
    const length = divide(sqrt(scaled), scale)
    return {
      // A mean of 0 stays 0, not −0.
      kept: select(equal(scale, 1), scaled, select(less(0, length), negate(length), 0)),
      size: divide(sqrt(whole), scale),
    }
  }
