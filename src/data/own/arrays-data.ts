import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import { sizeOfShape } from '../../formats/index.ts'
import { DamagedInput } from '../damaged.ts'
import type { DataSet } from '../dataset.ts'
import type { Examples } from '../examples.ts'
import type { Asking } from './asking.ts'
import { heldOut } from './held-out.ts'
import type { Arrays } from './numpy-files.ts'
import { relabelled } from './relabelled.ts'
import { statisticsOf } from './statistics.ts'

/** How the arrays of a half are called, inputs and what to predict. */
const halves = {
  train: [
    ['x_train', 'y_train'],
    ['X_train', 'y_train'],
    ['train_images', 'train_labels'],
    ['train_x', 'train_y'],
  ],
  test: [
    ['x_test', 'y_test'],
    ['X_test', 'y_test'],
    ['test_images', 'test_labels'],
    ['test_x', 'test_y'],
  ],
  all: [
    ['x', 'y'],
    ['X', 'y'],
    ['inputs', 'targets'],
    ['inputs', 'labels'],
    ['images', 'labels'],
    ['data', 'target'],
    ['data', 'labels'],
  ],
} as const

const pairIn = (arrays: Arrays['arrays'], names: readonly (readonly [string, string])[]) =>
  names.find(([x, y]) => arrays[x] !== undefined && arrays[y] !== undefined)

const examplesOf = (
  path: string,
  arrays: Arrays['arrays'],
  [x, y]: readonly [string, string],
  predicts: Asking['predicts'],
): E.Either<Fault, Examples> => {
  const inputs = arrays[x]!
  const targets = arrays[y]!
  const [count = 0, ...inputShape] = inputs.shape
  const [rows = 0, ...rest] = targets.shape
  const width = sizeOfShape(inputShape)
  const outputs = sizeOfShape(rest)
  const wrong = (at: string, rule: string, got: string, hint: string) =>
    E.left(fault({ where: 'data', rule, got, path: [path, at], hint }))
  if (count < 1 || width < 1)
    return wrong(
      x,
      'there must be examples, a row each',
      inputs.shape.join(' × ') || 'one number',
      'the first side counts examples',
    )
  if (rows !== count)
    return wrong(
      y,
      `there must be one for each of ${count} inputs`,
      `${rows}`,
      'the two arrays belong to different data',
    )
  if (inputShape.length > 3)
    return wrong(
      x,
      'an input must be numbers, rows × columns, or rows × columns × channels',
      inputShape.join(' × '),
      'reshape the array',
    )
  if (predicts === 'classes' && (!targets.whole || outputs !== 1))
    return wrong(
      y,
      'classes must be one whole number an example',
      targets.shape.join(' × '),
      targets.whole
        ? 'numpy.argmax(y, axis=1) of 1 and 0'
        : "y.astype('int64') where they are whole; own-regression predicts numbers",
    )
  const said = new Float64Array(rows * outputs)
  targets.copy(0, rows * outputs, said, 0)
  const odd = said.findIndex((value) => !Number.isFinite(Math.fround(value)))
  if (odd >= 0)
    return wrong(
      y,
      'what is to be predicted must be finite',
      `${said[odd]} at example ${Math.floor(odd / outputs)}`,
      'take the example out',
    )
  return E.right({
    count,
    inputShape: inputShape.length === 0 ? [1] : inputShape,
    classes: predicts === 'classes' ? 1 : outputs,
    copyInput: (index, into, offset) => {
      inputs.copy(index * width, width, into, offset)
      for (let i = 0; i < width; i += 1) {
        if (inputs.byte) into[offset + i]! /= 255
        else if (!Number.isFinite(into[offset + i]))
          throw new DamagedInput(
            fault({
              where: 'data',
              rule: 'every input must be of finite numbers',
              got: `${into[offset + i]} at example ${index}`,
              path: [path, x],
              hint: 'take the example out',
            }),
          )
      }
    },
    label: (index) => (predicts === 'classes' ? said[index]! : 0),
    place: (index) => index,
    ...(predicts === 'classes'
      ? {}
      : {
          copyTarget: (index: number, into: Float32Array, offset: number) => {
            for (let i = 0; i < outputs; i += 1) into[offset + i] = said[index * outputs + i]!
          },
        }),
  })
}

/**
 * Arrays of NumPy as a data set: `x_train`, `y_train`, `x_test` and `y_test`, or `x` and `y` of which a fifth is set apart, and other
 * usual names. Bytes are divided by 255.
 *
 * @returns a `Left` that names the file and the array
 */
export const arraysData =
  ({ predicts }: Asking) =>
  ({ path, arrays, digest }: Arrays): E.Either<Fault, DataSet> => {
    const train = pairIn(arrays, halves.train)
    const test = pairIn(arrays, halves.test)
    const all = pairIn(arrays, halves.all)
    const found = train ?? all
    if (found === undefined)
      return E.left(
        fault({
          where: 'data',
          rule: 'arrays must be called x_train, y_train, x_test and y_test, or x and y',
          got: Object.keys(arrays).join(', ') || 'none',
          path: [path],
          hint: 'numpy.savez(file, x=inputs, y=targets)',
        }),
      )
    return pipe(
      E.Do,
      E.bind('learned', () => examplesOf(path, arrays, found, predicts)),
      E.bind('judged', () =>
        train === undefined || test === undefined ? E.right(undefined) : examplesOf(path, arrays, test, predicts),
      ),
      E.filterOrElse(
        ({ learned, judged }) => judged === undefined || `${learned.inputShape}` === `${judged.inputShape}`,
        ({ learned, judged }) =>
          fault({
            where: 'data',
            rule: 'inputs to learn from and to be judged by must have the same shape',
            got: `${learned.inputShape.join(' × ')} and ${judged?.inputShape.join(' × ')}`,
            path: [path],
          }),
      ),
      E.map(({ learned, judged }) => {
        const both = judged === undefined ? heldOut(learned) : { train: learned, test: judged }
        const flat = learned.inputShape.length === 1 ? statisticsOf(both.train) : undefined
        const data: DataSet = {
          name: basename(path).replace(/\.npz$/, ''),
          ...both,
          source: `${path}: ${both.train.count} examples to learn from and ${both.test.count} to be judged by${judged === undefined ? ', a fifth set apart' : ''}`,
          digest,
          ...(flat === undefined ? {} : { statistics: flat.statistics }),
          ...(flat?.targets === undefined ? {} : { targetStatistics: flat.targets }),
        }
        return predicts === 'classes' ? relabelled(data) : data
      }),
    )
  }
