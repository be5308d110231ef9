import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { DamagedInput } from './damaged.ts'
import { copyInputs, type Examples, inputSize } from './examples.ts'

/** A batch as host arrays: what interpreters upload. */
export interface HostBatch {
  readonly count: number
  /** count × size, example after example. */
  readonly inputs: Float32Array
  /** The shape of one input. */
  readonly inputShape: readonly number[]
  /** One-hot, or the numbers to predict, count × classes; a row of zeros for padding. */
  readonly targets: Float32Array
  /** 1 for an example, 0 for padding. */
  readonly weights: Float32Array
  readonly classes: number
  /** The number of the task they come from. */
  readonly task: number
  /** 1 for the classes of each example's task and 0 for the others, count × classes; all are 1 where it isn't there. */
  readonly heads?: Float32Array
  /** Where in a stream each example comes from, as far as that is known. */
  readonly sources?: readonly (StreamPlace | undefined)[]
  /**
   * Where the examples are those of episodes, episode after episode: how many each has to adapt to, and after them how many to be judged
   * by.
   */
  readonly episode?: EpisodeLength
}

/** An example of a stream: number `index` of a task as a pass shows it, from 0; of the task itself where `pass` is −1. */
export interface StreamPlace {
  readonly task: number
  readonly pass: number
  readonly index: number
}

/** How many examples an episode has on each side. */
export interface EpisodeLength {
  readonly support: number
  readonly query: number
}

/** How many examples an episode has. */
export const lengthOf = ({ support, query }: EpisodeLength): number => support + query

/**
 * What an event comes with, in numbers: how many examples each of its batches has, by name. Of episodes it is how many there are, and
 * how many examples the `support` and the `query` of each have.
 */
export const countsOfBatches = (batches: Readonly<Record<string, HostBatch>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(batches).flatMap(([name, { count, episode }]) =>
      episode === undefined
        ? [[name, count] as const]
        : [[name, count / lengthOf(episode)] as const, ...Object.entries(episode)],
    ),
  )

/** The same batch for a network with a head a task: its examples' task has these classes. */
export const withHead =
  (classes: readonly number[] | undefined) =>
  (batch: HostBatch): HostBatch => {
    if (classes === undefined) return batch
    const heads = new Float32Array(batch.count * batch.classes)
    for (let row = 0; row < batch.count; row += 1) for (const label of classes) heads[row * batch.classes + label] = 1
    return { ...batch, heads }
  }

/** The place of the first number that isn't finite; −1 where all are. x · 0 is 0 for finite numbers only, so one sum tells. */
export const oddPlace = (values: ArrayLike<number>): number => {
  let zero = 0
  for (let i = 0; i < values.length; i += 1) zero += values[i]! * 0
  if (zero === 0) return -1
  let place = 0
  while (Number.isFinite(values[place])) place += 1
  return place
}

/** That an example can't be learned or judged: what of it isn't a finite number, or that its label isn't a class. */
const unusable = (example: number, task: number, rule: string, got: string): Fault =>
  fault({
    where: 'data',
    rule,
    got: `${got} in example ${example + 1} of task ${task + 1}`,
    hint: 'correct what the examples are read from',
  })

/** What is wrong with the numbers of a batch, for whoever learns from it; nothing where all are finite. */
export const oddInput = (
  { inputs, count, task }: Pick<HostBatch, 'inputs' | 'count' | 'task'>,
  indices?: ArrayLike<number>,
): Fault | undefined => {
  const place = oddPlace(inputs)
  if (place < 0) return undefined
  const size = inputs.length / count
  const row = Math.floor(place / size)
  const got = `${inputs[place]} at number ${(place % size) + 1} of the input`
  return unusable(indices?.[row] ?? row, task, 'inputs must be finite numbers', got)
}

/**
 * The examples with these numbers as a batch, in this order, each of weight 1. An input that can't be read, which there is only where
 * images are decoded as they are first used, one or a target that isn't of finite numbers, and a label that isn't a class are thrown; `readBatch`
 * makes a `Left` of them.
 */
export const batchOf = (examples: Examples, indices: ArrayLike<number>, task: number): HostBatch => {
  const { inputShape, classes } = examples
  const count = indices.length
  const inputs = new Float32Array(count * inputSize(examples))
  const targets = new Float32Array(count * classes)
  copyInputs(examples, indices, inputs)
  const odd = oddInput({ inputs, count, task }, indices)
  if (odd !== undefined) throw new DamagedInput(odd)
  for (let row = 0; row < count; row += 1) {
    if (examples.copyTarget !== undefined) {
      examples.copyTarget(indices[row]!, targets, row * classes)
      continue
    }
    const label = examples.label(indices[row]!)
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      const rule = `labels must be whole numbers from 0 to ${classes - 1}`
      throw new DamagedInput(unusable(indices[row]!, task, rule, `${label}`))
    }
    targets[row * classes + label] = 1
  }
  const place = oddPlace(targets)
  if (place >= 0) {
    const row = Math.floor(place / classes)
    throw new DamagedInput(unusable(indices[row]!, task, 'targets must be finite numbers', `${targets[place]}`))
  }
  return { count, inputs, inputShape, targets, weights: new Float32Array(count).fill(1), classes, task }
}

/** `batchOf`, with a `Left` that names the file where an input can't be read, and the example where it is no input. */
export const readBatch = (examples: Examples, indices: ArrayLike<number>, task: number): E.Either<Fault, HostBatch> => {
  try {
    return E.right(batchOf(examples, indices, task))
  } catch (error) {
    if (error instanceof DamagedInput) return E.left(error.fault)
    throw error
  }
}

const lengthened = (values: Float32Array, length: number): Float32Array => {
  const longer = new Float32Array(length)
  longer.set(values)
  return longer
}

/** The batch filled up to `count` rows with padding: zeros of weight 0. A batch that is full already is left as it is. */
export const padTo =
  (count: number) =>
  (batch: HostBatch): HostBatch =>
    count <= batch.count
      ? batch
      : {
          ...batch,
          count,
          inputs: lengthened(
            batch.inputs,
            batch.inputShape.reduce((product, side) => product * side, count),
          ),
          targets: lengthened(batch.targets, batch.classes * count),
          weights: lengthened(batch.weights, count),
          ...(batch.heads === undefined ? {} : { heads: lengthened(batch.heads, batch.classes * count) }),
        }
