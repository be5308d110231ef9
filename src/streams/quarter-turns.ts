import { copyInputs, type Examples, inputSize, perChannel, rearranged } from '../data/index.ts'
import { rotation } from './rotated.ts'

const turns = [0, 1, 2, 3]

/**
 * The examples in four quarter turns, each turn of a class a class of its own.
 *
 *   (x, c) ↦ (x turned by q · 90°, q · C + c),  q = 0 … 3,  C classes;  the first of each is example i, then its first turn, …
 *
 * @law example q · n + i, turned back, is example i
 * @source A. Santoro et al., Meta-Learning with Memory-Augmented Neural Networks, ICML 2016
 */
export const quarterTurns = (examples: Examples): Examples => {
  const [rows = 1, columns = 1, channels = 1] = examples.inputShape
  const size = inputSize(examples)
  const views = turns.map((turn) =>
    turn === 0 ? examples : rearranged(examples, () => perChannel(rotation(rows, columns, 90 * turn), channels)),
  )
  const { count, classes } = examples
  const viewOf = (index: number): Examples => views[Math.floor(index / count)]!
  return {
    ...examples,
    count: turns.length * count,
    classes: turns.length * classes,
    copyInput: (index, into, offset) => viewOf(index).copyInput(index % count, into, offset),
    copyInputs: (indices, into, offset, pixels) => {
      for (let row = 0; row < indices.length; row += 1)
        copyInputs(viewOf(indices[row]!), [indices[row]! % count], into, offset + row * size, pixels)
    },
    label: (index) => Math.floor(index / count) * classes + examples.label(index % count),
  }
}
