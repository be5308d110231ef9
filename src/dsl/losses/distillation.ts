import { divide, multiply } from '../arithmetic.ts'
import { firstOrder } from '../gradient.ts'
import { softmax } from '../softmax.ts'
import type { Rows, Scalar } from '../term.ts'
import { crossEntropy } from './cross-entropy.ts'
import type { Loss } from './loss.ts'

/**
 * T² times the cross-entropy of the softmax of a teacher's outputs at temperature T with that of the learner's: the labels of examples
 * are not looked at, and no derivative passes through the teacher. With T² its gradient is as large at every temperature.
 *
 * | symbol | argument      | shape  | range |
 * | T      | `temperature` | scalar | > 0, 1 unless given |
 *
 * @law at the teacher's own parameters the gradient is 0 and, at temperature 1, the Hessian is the Fisher information
 * @source Hinton, Vinyals, Dean, Distilling the knowledge in a neural network, 2015; Li, Hoiem, Learning without forgetting, ECCV 2016
 */
export const distillation =
  (teacher: Rows, { temperature = 1 }: { readonly temperature?: Scalar | number } = {}): Loss =>
  (outputs, _, batch) => {
    const taught = firstOrder(softmax(divide(teacher, temperature)))
    return multiply(multiply(temperature, temperature), crossEntropy({ temperature })(outputs, taught, batch))
  }
