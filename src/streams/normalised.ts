import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { copyInputs, type DataSet, type Examples, inputSize, type Statistics } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import type { Stream } from './stream.ts'

/** Numbers to predict with mean 0 and deviation 1, where they have statistics. */
const scaledTarget = ({ copyTarget }: Examples, of: Statistics | undefined): Pick<Examples, 'copyTarget'> =>
  copyTarget === undefined || of === undefined
    ? {}
    : {
        copyTarget: (index, into, offset) => {
          copyTarget(index, into, offset)
          for (const [i, mean] of of.mean.entries()) into[offset + i] = (into[offset + i]! - mean) / of.deviation[i]!
        },
      }

const scaled = (examples: Examples, { mean, deviation }: Statistics, targets?: Statistics): Examples => {
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
    ...scaledTarget(examples, targets),
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

/** That statistics are of the channels of these examples, and can be divided by. */
const usable = ({ name, train }: DataSet, { mean, deviation }: Statistics): E.Either<Fault, void> => {
  const channels = train.inputShape.length === 1 ? inputSize(train) : (train.inputShape[2] ?? 1)
  const sound = (values: readonly number[], holds: (value: number) => boolean): boolean =>
    values.length === channels && values.every((value) => Number.isFinite(value) && holds(value))
  return sound(mean, () => true) && sound(deviation, (value) => value > 0)
    ? E.right(undefined)
    : E.left(
        fault({
          where: name,
          rule: `a data set must come with a finite mean and a deviation > 0 for each of its ${channels} channels`,
          got: `means ${mean.join(', ')} and deviations ${deviation.join(', ')}`,
          hint: 'leave its values in [0, 1], or correct its statistics',
        }),
      )
}

/**
 * The stream with mean 0 and deviation 1 in each channel, or in each number of inputs that are no images and of what is to be predicted,
 * by the statistics of the data that it was made from.
 *
 *   x ↦ (x − mean_c) / deviation_c,  x in [0, 1]
 *
 * It takes a stream, and rules make streams from data in [0, 1]: so whatever a rule does to pixels was done before, and what a
 * rotation or a shift leaves empty is black and not grey.
 *
 * @returns a `Left` when the data has no statistics, or some of other channels
 */
export const normalised =
  (data: DataSet) =>
  (stream: Stream): E.Either<Fault, Stream> => {
    const { statistics } = data
    if (statistics === undefined) {
      return E.left(
        fault({
          where: data.name,
          rule: 'a data set that is to be normalised must come with the mean and deviation of its channels',
          got: 'none',
          hint: 'leave its values in [0, 1]',
        }),
      )
    }
    const scale = (examples: Examples): Examples => scaled(examples, statistics, data.targetStatistics)
    return pipe(
      usable(data, statistics),
      E.map(() => ({
        ...stream,
        tasks: stream.tasks.map(({ shown, ...task }) => ({
          ...task,
          train: scale(task.train),
          test: scale(task.test),
          ...(shown === undefined ? {} : { shown: (pass: number) => pipe(shown(pass), E.map(scale)) }),
        })),
      })),
    )
  }
