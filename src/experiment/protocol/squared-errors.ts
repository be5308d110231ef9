import type { Question } from './protocol.ts'

/** Σ ‖f(x) − y‖² over some examples. */
export const squaredErrors = ({ examples, outputs, from, count }: Question): number => {
  const { classes, copyTarget } = examples
  const target = new Float32Array(classes)
  let sum = 0
  for (let row = 0; row < count; row += 1) {
    copyTarget?.(from + row, target, 0)
    for (let i = 0; i < classes; i += 1) sum += (outputs[row * classes + i]! - target[i]!) ** 2
  }
  return sum
}
