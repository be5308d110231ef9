import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import type { DataSet, Statistics } from './dataset.ts'
import { copyInputs, type Examples, inputSize } from './examples.ts'

const scaled = (examples: Examples, { mean, deviation }: Statistics): Examples => {
  const size = inputSize(examples)
  const channels = mean.length
  const scale = (into: Float32Array, offset: number, pixels: Int32Array | undefined): void => {
    for (let p = 0; p < size; p += 1) {
      const from = pixels === undefined ? p : pixels[p]!
      const channel = from % channels
      into[offset + p] = from < 0 ? 0 : (into[offset + p]! - mean[channel]!) / deviation[channel]!
    }
  }
  return {
    ...examples,
    copyInput: (index, into, offset) => {
      examples.copyInput(index, into, offset)
      scale(into, offset, undefined)
    },
    copyInputs: (indices, into, offset, pixels) => {
      copyInputs(examples, indices, into, offset, pixels)
      for (let row = 0; row < indices.length; row += 1) scale(into, offset + row * size, pixels)
    },
  }
}

/**
 * The data set with mean 0 and deviation 1 in each channel, by the statistics that come with it.
 *
 *   x ↦ (x − mean_c) / deviation_c,  x in [0, 1]
 *
 * @returns a `Left` when it has no statistics
 */
export const normalised = (data: DataSet): E.Either<Fault, DataSet> => {
  const { statistics } = data
  return statistics === undefined
    ? E.left(
        fault({
          where: data.name,
          rule: 'a data set that is to be normalised must come with the mean and deviation of its channels',
          got: 'none',
          hint: 'leave its values in [0, 1]',
        }),
      )
    : E.right({ ...data, train: scaled(data.train, statistics), test: scaled(data.test, statistics) })
}
