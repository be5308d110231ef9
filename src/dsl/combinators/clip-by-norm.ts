import { divide, less, literal, multiply, norm, select } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { isTerm, type Params, type Scalar, type Structure } from '../term.ts'

/**
 * v, scaled to norm c where ‖v‖₂ > c. In a record every slot is clipped by itself.
 *
 * | symbol | argument | range |
 * | c      | `bound`  | > 0   |
 *
 * @example onVectors({ v: [3, 4] }, ({ v }) => clipByNorm(1)(v))   // => [0.6, 0.8]
 */
export const clipByNorm =
  (bound: Scalar | number) =>
  <S extends Params | { readonly [slot: string]: Params }>(value: S): S =>
    (isTerm(value as Structure)
      ? clip(bound, value as Params)
      : Object.fromEntries(
          Object.entries(value as { readonly [slot: string]: Params }).map(([slot, v]) => [slot, clip(bound, v)]),
        )) as S

const clip = (bound: Scalar | number, value: Params): Params => {
  const length = norm(value)
  const long = less(bound, length)
  // The divisor of the side not taken is 1, so that no 0/0 reaches a derivative.
  const scale = select(long, divide(bound, select(long, length, 1)), 1)
  return named('clipByNorm', { bound: literal(bound), value }, multiply(scale, value))
}
