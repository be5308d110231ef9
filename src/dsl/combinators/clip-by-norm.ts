import { divide, guardedDivide, less, literal, multiply, select } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { call, part, row } from '../notation/maths.ts'
import { lengthOf } from '../rescaled.ts'
import { isTerm, type Params, type Scalar, type Structure } from '../term.ts'

/**
 * v, scaled to norm c where ‖v‖₂ > c. In a record every slot is clipped by itself.
 *
 * | symbol | argument | range |
 * | c      | `bound`  | > 0   |
 *
 * Law: clip(2ᵏv, 2ᵏc) = 2ᵏ clip(v, c) to the bit, over all of float32.
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
  const { scale, scaled } = lengthOf(value)
  const long = less(bound, divide(scaled, scale))
  const factor = select(long, guardedDivide(bound, scaled, long), 1)
  return named(
    'clipByNorm',
    { bound: literal(bound), value },
    multiply(factor, multiply(select(long, scale, 1), value)),
    {
      writes: call('clip', part('value'), part('bound')),
      notes: [row('clip(v, c) is v, scaled to norm c where ‖v‖ > c')],
      calls: { value: 'v' },
    },
  )
}
