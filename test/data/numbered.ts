import type { DataSet, Examples } from '../../src/data/index.ts'

/**
 * Examples that tell which they are: pixel p of example i is i · size + p, so that what a stream does can be read off. Labels go
 * round. `reads` is told each time an example is read.
 */
export const numbered = (of: {
  readonly count: number
  readonly rows: number
  readonly columns: number
  readonly classes: number
  readonly from?: number
  readonly reads?: () => void
}): Examples => {
  const size = of.rows * of.columns
  return {
    count: of.count,
    inputShape: [of.rows, of.columns],
    classes: of.classes,
    copyInput: (index, into, offset) => {
      of.reads?.()
      for (let p = 0; p < size; p += 1) into[offset + p] = ((of.from ?? 0) + index) * size + p
    },
    label: (index) => index % of.classes,
  }
}

/** A data set of numbered examples, those to test numbered on after those to train. */
export const numberedSet = (of: {
  readonly train: number
  readonly test: number
  readonly rows?: number
  readonly columns?: number
  readonly classes?: number
  readonly reads?: () => void
}): DataSet => {
  const { train, test, rows = 4, columns = 4, classes = 10 } = of
  const common = { rows, columns, classes, ...(of.reads === undefined ? {} : { reads: of.reads }) }
  return {
    name: 'numbers',
    train: numbered({ count: train, ...common }),
    test: numbered({ count: test, from: train, ...common }),
    source: 'made up',
  }
}

export const inputOf = (examples: Examples, index: number): readonly number[] => {
  const into = new Float32Array(examples.inputShape.reduce((product, side) => product * side, 1))
  examples.copyInput(index, into, 0)
  return [...into]
}

/** Which of the numbered examples these are, whatever was done to their pixels but filling with zeros. */
export const identities = (examples: Examples): readonly number[] =>
  Array.from({ length: examples.count }, (_, i) => {
    const input = inputOf(examples, i)
    return Math.floor(Math.max(...input) / input.length)
  })
