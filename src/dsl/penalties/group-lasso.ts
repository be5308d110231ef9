import { add, guardedDivide, less, like, literal, multiply, only, select, sqrt, subtract, sum } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import {
  indexed,
  norm as length,
  listed,
  part,
  product,
  row,
  root as squareRoot,
  summed,
  symbol,
  word,
} from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import { lengthOf, norm } from '../rescaled.ts'
import type { Params, Scalar } from '../term.ts'
import type { Penalty } from './penalty.ts'

/** One group of a vector, and the root of how many coordinates it has. */
interface Group<N extends string> {
  readonly part: Params<N>
  readonly root: Scalar
}

const g = symbol('g')

const notation = (groups: readonly string[]): Notation => ({
  writes: product(
    part('strength'),
    summed(
      product(squareRoot(symbol('n', g)), length(indexed(part('at'), g))),
      row(g, ' = ', listed(groups.map(word))),
    ),
  ),
  notes: [row('θ_g is the part of θ in the group g, and n_g how many coordinates it has')],
})

/**
 * The group lasso over layers: a whole group of parameters is kept or set to 0 together.
 *
 *   f(θ) = λ Σ_g √n_g ‖θ_g‖₂
 *   ∇f(θ)_g = λ √n_g θ_g / ‖θ_g‖₂, 0 where θ_g = 0
 *   prox_{γf}(v)_g = max(1 − γλ√n_g / ‖v_g‖₂, 0) v_g, 0 where v_g = 0
 *
 * | symbol | argument   | shape              | range                                             |
 * | λ      | `strength` | scalar             | ≥ 0                                               |
 * | g      | `groups`   | names of groups    | parameter groups of the network, such as `layer1` |
 * | n_g    |            | whole number       | how many coordinates g has                        |
 *
 * Coordinates of other groups are free: they cost nothing and stay as they are. A group named twice counts once. A program
 * that names a group that its network does not have is refused when it is compiled.
 *
 * Laws: with one coordinate a group it is `l1`; its conjugate is the indicator of ‖y_g‖₂ ≤ λ√n_g for every g; λ and v times
 * 2ᵏ give 2ᵏ times the prox, over all of float32.
 *
 * @source Yuan & Lin 2006; block soft thresholding as in Parikh & Boyd 2014, §6.5.1 and §6.5.4.
 */
export const groupLasso = <N extends string = 'learner'>({
  strength,
  groups,
}: {
  readonly strength: Scalar | number
  readonly groups: readonly string[]
}): Penalty<N> => {
  const names = [...new Set(groups)]
  const groupsOf = (at: Params<N>): readonly Group<N>[] =>
    names.map((name) => ({ part: only(name)(at), root: sqrt(sum(only(name)(like(at, 1)))) }))
  return {
    name: 'groupLasso',
    parts: { strength: literal(strength) },
    value: (at) =>
      named(
        'groupLasso',
        { strength: literal(strength), at, within: only(...names)(at) },
        multiply(
          strength,
          groupsOf(at)
            .map(({ part, root }) => multiply(root, norm(part)))
            .reduce(add, literal(0)),
        ),
        notation(names),
      ),
    gradient: (at) =>
      groupsOf(at)
        .map(({ part, root }) => {
          const { scale, scaled } = lengthOf(part)
          return multiply(guardedDivide(multiply(strength, root), scaled, less(0, scaled)), multiply(scale, part))
        })
        .reduce<Params<N>>(add, like(at, 0)),
    prox: (rate) => (at) =>
      groupsOf(at)
        .map(({ part, root }) => {
          const [length, pull] = [norm(part), multiply(multiply(rate, strength), root)]
          const isLong = less(pull, length)
          return multiply(select(isLong, subtract(1, guardedDivide(pull, length, isLong)), 0), part)
        })
        .reduce<Params<N>>(add, subtract(at, only(...names)(at))),
  }
}
