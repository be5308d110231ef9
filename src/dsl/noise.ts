import { add, multiply, sign, subtract } from './arithmetic.ts'
import type { Distribution, Syntax } from './syntax.ts'
import { built, enclosingLoops, freshPlace, type Params, type Rows, type RowWidth, type Scalar } from './term.ts'

interface Drawing {
  <N extends string>(like: Params<N>): Params<N>
  <W extends RowWidth>(like: Rows<W>): Rows<W>
}

const noise =
  (distribution: Distribution): Drawing =>
  (like: Syntax) => {
    const drawn: Syntax = {
      _tag: 'Noise',
      distribution,
      like,
      iterations: enclosingLoops(),
      place: freshPlace(),
    }
    return built(drawn)
  }

/**
 * ε ~ N(0, I): a vector shaped like `like`, of independent standard normal numbers, fresh at every execution (in a loop: at every
 * iteration); used twice it is one draw. No number exceeds 5.3 in size. Its derivative by anything is 0.
 *
 * Each is Φ⁻¹ of a number that `uniform` gives, to within 3·10⁻⁶ by M. Giles's polynomials (Approximating the erfinv function, GPU
 * Computing Gems 2, 2011): every device draws the same numbers but for the rounding of these.
 */
export const gaussian = noise('gaussian')

/**
 * u ~ U(0, 1): a vector shaped like `like`, of independent uniform numbers, fresh at every execution (in a loop: at every iteration);
 * used twice it is one draw. Each is an odd multiple of 2⁻²⁴, so never 0, 1 or ½, and the same on every device (J. K. Salmon,
 * M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011: Philox4x32-10). Its derivative by
 * anything is 0.
 */
export const uniform = noise('uniform')

/** A vector shaped like `like` of −1 and 1, each equally likely: the sign of u − ½ for u ~ U(0, 1), fresh as `uniform` is. */
export const rademacher = <N extends string>(like: Params<N>): Params<N> => sign(subtract(uniform(like), 0.5))

/**
 * w = μ + σ ⊙ ε with ε ~ N(0, I): a draw from N(μ, diag σ²) that has derivatives by μ and σ.
 *
 * | symbol | argument    | shape            |
 * | μ      | `mean`      | params           |
 * | σ      | `deviation` | params or scalar |
 *
 * @source Kingma, Welling, Auto-encoding variational Bayes, ICLR 2014, §2.4
 */
export const reparameterised = <N extends string>({
  mean,
  deviation,
}: {
  readonly mean: Params<N>
  readonly deviation: Params<N> | Scalar | number
}): Params<N> => add(mean, multiply(deviation, gaussian(mean)))
