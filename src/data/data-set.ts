import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { digestOf, sha256 } from '../digest.ts'
import { type Fault, fault } from '../fault.ts'
import type { DataSet } from './dataset.ts'
import { copyInputs, type Examples, inputSize } from './examples.ts'
import { type Arrays, fromArrays } from './from-arrays.ts'
import { heldOut } from './own/held-out.ts'
import { statisticsOf } from './own/statistics.ts'

/** What a data set is made of. */
export interface DataSetParts {
  readonly name: string
  readonly train: Arrays | Examples | E.Either<Fault, Examples>
  /** What it is judged by; a fifth of `train` at random is set apart unless given. */
  readonly test?: Arrays | Examples | E.Either<Fault, Examples>
  /** Where it came from, in words. */
  readonly source?: string
}

/** Examples however they are given. */
export const examplesFrom = (half: Arrays | Examples | E.Either<Fault, Examples>): E.Either<Fault, Examples> => {
  if ('_tag' in half) return half
  return 'copyInput' in half ? E.right(half) : fromArrays(half)
}

/** So many numbers of examples are looked at to tell them from others. */
const mostDigested = 2 ** 26

/** Their sizes and labels; and of what isn't too much all inputs. */
const digestOfExamples = (examples: Examples): unknown => {
  const { count, inputShape, classes, label, copyTarget } = examples
  const whole = count * inputSize(examples) <= mostDigested
  const inputs = new Float32Array(whole ? count * inputSize(examples) : 0)
  if (whole)
    copyInputs(
      examples,
      Int32Array.from({ length: count }, (_, i) => i),
      inputs,
    )
  const targets = new Float32Array(copyTarget === undefined ? 0 : count * classes)
  for (let index = 0; copyTarget !== undefined && index < count; index += 1) copyTarget(index, targets, index * classes)
  const bytes = (of: Float32Array): string => sha256(new Uint8Array(of.buffer))
  return [
    count,
    inputShape,
    classes,
    bytes(inputs),
    bytes(targets),
    digestOf(Array.from({ length: count }, (_, i) => label(i))),
  ]
}

/**
 * A data set of examples of one's own, from arrays or made otherwise.
 *
 * @returns a `Left` for arrays that are wrong, and halves that differ in the shape of inputs or in what is to be predicted
 * @example
 * const flags = dataSet({ name: 'flags', train: { inputs: [[0, 1], [1, 0], [1, 1], [0, 0], [1, 2]], labels: [0, 1, 1, 0, 1] } })
 * flags._tag   // => 'Right'
 */
export const dataSet = ({ name, train, test, source }: DataSetParts): E.Either<Fault, DataSet> =>
  pipe(
    E.Do,
    E.bind('learned', () => examplesFrom(train)),
    E.bind('judged', () => (test === undefined ? E.right(undefined) : examplesFrom(test))),
    E.mapLeft((of): Fault => ({ ...of, path: [name, ...(of.path ?? [])] })),
    E.chain(({ learned, judged }) => {
      const halves = judged === undefined ? heldOut(learned) : { train: learned, test: judged }
      const kindOf = ({ inputShape, copyTarget }: Examples): string =>
        `inputs of ${inputShape.join(' × ')} and ${copyTarget === undefined ? 'labels' : 'numbers to predict'}`
      const classes = Math.max(halves.train.classes, halves.test.classes)
      const numbers = halves.train.copyTarget !== undefined
      if (kindOf(halves.train) !== kindOf(halves.test) || (numbers && halves.train.classes !== halves.test.classes))
        return E.left(
          fault({
            where: 'dataSet',
            rule: 'examples to learn from and to be judged by must be of one kind',
            got: `${kindOf(halves.train)}, and ${kindOf(halves.test)}`,
            path: [name],
          }),
        )
      if (halves.train.count === 0 || halves.test.count === 0)
        return E.left(
          fault({
            where: 'dataSet',
            rule: 'there must be examples to learn from and to be judged by; without `test` a fifth of them is set apart',
            got: `${halves.train.count} and ${halves.test.count}`,
            path: [name],
          }),
        )
      const flat = learned.inputShape.length === 1 ? statisticsOf(halves.train) : undefined
      return E.right({
        name,
        train: { ...halves.train, classes },
        test: { ...halves.test, classes },
        source:
          source ?? `${name}: ${halves.train.count} examples to learn from and ${halves.test.count} to be judged by`,
        digest: digestOf([name, digestOfExamples(halves.train), digestOfExamples(halves.test)]),
        ...(flat === undefined ? {} : { statistics: flat.statistics }),
        ...(flat?.targets === undefined ? {} : { targetStatistics: flat.targets }),
      })
    }),
  )
