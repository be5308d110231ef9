import { declared, slotVariable } from './slot.ts'
import type { Syntax } from './syntax.ts'
import { componentsOf, leavesOf, namesOf, type Scalar, type Structure, withLeaves } from './term.ts'

/**
 * ∇f(at): the derivative of a scalar-valued function at one vector or at a record of slots (then a record of derivatives).
 * The function is called once, on fresh variables. Gradients nest, to any order; an inner gradient may mention the
 * variables of an outer one.
 *
 * @example onVectors({ theta: [3, 4] }, ({ theta }) => grad((p: Params) => dot(p, p))(theta))   // => [6, 8]
 */
export const grad =
  <S extends Structure>(f: (at: S) => Scalar) =>
  (at: S): S => {
    const names = namesOf(at)
    const bound = leavesOf(at).map((leaf, i) => slotVariable(names[i], declared(leaf)))
    return componentsOf({ _tag: 'Gradient', bound, body: f(withLeaves(at, bound)), at: leavesOf(at) }, at)
  }

/**
 * The same value, taken as a constant by every derivative around it: FOMAML is MAML with `firstOrder` about its inner gradient.
 *
 * @example onVectors({ theta: [3] }, ({ theta }) => grad((p: Params) => dot(p, firstOrder(p)))(theta))   // => [3]
 */
export const firstOrder = <S extends Structure>(value: S): S =>
  withLeaves(
    value,
    leavesOf(value).map((of): Syntax => ({ _tag: 'FirstOrder', of })),
  )
