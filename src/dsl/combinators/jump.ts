import { add, divide, less, maximum, multiply, select, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Condition, Scalar } from '../term.ts'

/** How many numbers were seen, and what they were lately and usually; all 0 at first. */
export type Watch = { readonly seen: Scalar; readonly recent: Scalar; readonly usual: Scalar }

/**
 * Whether numbers that come one after the other have risen above what they usually are:
 *
 *   n ← n + 1,   r ← r + max(1 − ρ, 1/n) (e − r),   jumped = n > w and r > κ u,   u ← u + max(1 − ρ′, 1/n) (e − u)
 *
 * | symbol | argument    | range  |
 * | e      | `value`     | ≥ 0    |
 * | κ      | `threshold` | > 0    |
 * | ρ      | `recent`    | [0, 1] |
 * | ρ′     | `usual`     | [0, 1], above ρ |
 * | w      | `settle`    | ≥ 0, numbers that are waited for first |
 *
 * Both are plain means of all numbers so far until these outweigh 1 / (1 − ρ) and 1 / (1 − ρ′).
 *
 * Laws: numbers that never change never jump if κ ≥ 1; the answer is the same for all numbers times a power of two.
 *
 * @source Enabling continual learning with meta learning, §5.1, which leaves open how a rise is told
 */
export const jump =
  ({
    threshold,
    recent,
    usual,
    settle,
  }: {
    readonly threshold: Scalar | number
    readonly recent: Scalar | number
    readonly usual: Scalar | number
    readonly settle: Scalar | number
  }) =>
  (value: Scalar, watch: Watch): { readonly jumped: Condition; readonly watch: Watch } => {
    const seen = add(watch.seen, 1)
    const towards = (decay: Scalar | number, from: Scalar): Scalar =>
      add(from, multiply(maximum(subtract(1, decay), divide(1, seen)), subtract(value, from)))
    const lately = towards(recent, watch.recent)
    const excess = select(less(settle, seen), subtract(lately, multiply(threshold, watch.usual)), 0)
    return {
      jumped: less(0, named('excess', { recent: lately, usual: watch.usual, seen }, excess)),
      watch: { seen, recent: lately, usual: towards(usual, watch.usual) },
    }
  }
