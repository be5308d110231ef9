import type { Statistics } from '../dataset.ts'
import { copyInputs, type Examples, inputSize } from '../examples.ts'

/** Running means and sums of squared deviations of several numbers (B. P. Welford). */
const running = (size: number) => {
  const mean = new Float64Array(size)
  const squares = new Float64Array(size)
  let count = 0
  return {
    add: (values: ArrayLike<number>, offset = 0): void => {
      count += 1
      for (let i = 0; i < size; i += 1) {
        const value = values[offset + i]!
        const from = value - mean[i]!
        mean[i]! += from / count
        squares[i]! += from * (value - mean[i]!)
      }
    },
    // What never changes is only moved to 0.
    end: (): Statistics => ({
      mean: Array.from(mean),
      deviation: Array.from(squares, (sum) => Math.sqrt(sum / Math.max(1, count)) || 1),
    }),
  }
}

/** The mean and deviation of each input of rows of numbers, and of what is to be predicted where these are numbers. */
export const statisticsOf = (train: Examples): { readonly statistics: Statistics; readonly targets?: Statistics } => {
  const size = inputSize(train)
  const inputs = running(size)
  const targets = running(train.classes)
  const row = new Float32Array(Math.max(size, train.classes))
  for (let index = 0; index < train.count; index += 1) {
    copyInputs(train, [index], row)
    inputs.add(row)
    if (train.copyTarget === undefined) continue
    train.copyTarget(index, row, 0)
    targets.add(row)
  }
  return { statistics: inputs.end(), ...(train.copyTarget === undefined ? {} : { targets: targets.end() }) }
}
