import { equal, less, select } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { choice, elementOf, indexed, part, symbol } from '../notation/maths.ts'
import { mapTasks, totalOverTasks } from '../tasks.ts'
import type { List, Params, Scalar } from '../term.ts'

/**
 * The element of a list over tasks that belongs to a task, or something else where the list does not have one yet:
 *
 *   v_τ if τ < t else u
 *
 * | symbol | argument    |
 * | v      | `list`, one element a past task, t of them |
 * | τ      | `task`, from 0 |
 * | u      | `otherwise` |
 *
 * Laws: of a list of one it is that one for task 0; elements of other tasks do not matter, whatever they are.
 */
export const ofTask = <N extends string = 'learner'>(
  list: List<Params<N>>,
  task: Scalar,
  otherwise: Params<N>,
): Params<N> => {
  const found = totalOverTasks(mapTasks(list, (_, i) => select(equal(i, task), 1, 0)))
  const own = totalOverTasks(mapTasks(list, (element: Params<N>, i) => select(equal(i, task), element, 0)))
  return named('ofTask', { list, task, otherwise }, select(less(0, found), own, otherwise), {
    writes: choice(
      indexed(elementOf('list'), part('task')),
      { _tag: 'Relation', operator: '<', left: part('task'), right: symbol('t') },
      part('otherwise'),
    ),
  })
}
