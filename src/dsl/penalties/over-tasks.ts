import { guardedDivide, multiply } from '../arithmetic.ts'
import { mapTasks, totalOverTasks } from '../tasks.ts'
import type { List, Params, Scalar, Structure } from '../term.ts'
import { proxOfBowls, type Quadratic, quadratic } from './quadratic.ts'

/**
 * One quadratic a past task, added up:
 *
 *   f(θ) = Σᵢ (λ/2) Σₘ w_{i,m} (θₘ − c_{i,m})²,   prox_{γf}(v) = (v + γλ Σᵢ wᵢ ⊙ cᵢ) ⊘ (1 + γλ Σᵢ wᵢ)
 *
 * | symbol | argument   | shape  | range |
 * | λ      | `strength` | scalar | ≥ 0   |
 * | w, c   | what `each` makes of an element of `list`: its `weight`, ≥ 0, and its `centre` |
 *
 * Laws: of no task it is `zero`; of some, `sumQuadratics` of their quadratics.
 *
 * @source Kirkpatrick et al., PNAS 2017, eq. 3, with w the Fisher information
 */
export const quadraticOverTasks = <E extends Structure, N extends string = 'learner'>({
  strength,
  list,
  each,
}: {
  readonly strength: Scalar | number
  readonly list: List<E>
  readonly each: (element: E) => { readonly weight: Params<N>; readonly centre: Params<N> }
}): Quadratic<N> => {
  const one = (element: E): Quadratic<N> => quadratic({ strength, ...each(element) })
  const over = (of: (element: E) => Params<N>): Params<N> => totalOverTasks(mapTasks(list, of))
  const weight = over((element) => each(element).weight)
  const pull = over((element) => multiply(each(element).weight, each(element).centre))
  const bowls = [{ weight: multiply(strength, weight), centre: guardedDivide(pull, weight) }]
  return {
    name: 'quadraticOverTasks',
    parts: {},
    bowls,
    value: (at) => totalOverTasks(mapTasks(list, (element) => one(element).value(at))),
    gradient: (at) => over((element) => one(element).gradient(at)),
    prox: proxOfBowls(bowls),
  }
}
