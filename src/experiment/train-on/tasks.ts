import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import type { Pairs } from '../pairs.ts'
import type { ImagePairs, TrainOnSettings } from './settings.ts'

/** A batch with inputs row after row, as vectors. */
const vectors = (batch: Pairs | ImagePairs): Pairs => {
  // What is no batch, and no list of lists, is judged where vectors are.
  const inputs: unknown = typeof batch === 'object' && batch !== null ? batch.inputs : undefined
  return Array.isArray(inputs) ? { ...batch, inputs: inputs.map(flattened) as Pairs['inputs'] } : (batch as Pairs)
}

const flattened = (input: unknown): unknown =>
  Array.isArray(input) && input.some(Array.isArray) ? input.flat(Number.POSITIVE_INFINITY) : input

/** The batches of each task. */
export const tasksOf = ({
  batches,
  tasks,
  metaBatches,
  inputShape = [],
}: TrainOnSettings): E.Either<Fault, readonly (readonly Pairs[])[]> => {
  const given = [batches, tasks, metaBatches].filter((one) => one !== undefined).length
  const empty = tasks?.findIndex((one) => !Array.isArray(one) || one.length === 0) ?? -1
  const wrong = (rule: string, got: string) => E.left(fault({ where: 'trainOn', rule, got }))
  if (given > 1) return wrong('there must be `batches`, `tasks` or `metaBatches`', 'more than one of them')
  if (tasks?.length === 0 || empty >= 0)
    return wrong(
      '`tasks` must be lists of at least one batch each',
      tasks?.length === 0 ? 'none' : `none in task ${empty + 1}`,
    )
  return E.right(
    (tasks ?? [Array.isArray(batches) ? batches : []]).map((one) =>
      // Only images are lists in lists.
      inputShape.length > 1 ? one.map(vectors) : (one as readonly Pairs[]),
    ),
  )
}

/** That an input has as many numbers as its shape says. */
export const shaped = (inputShape: readonly number[] | undefined, features: number): E.Either<Fault, void> =>
  inputShape === undefined || inputShape.reduce((product, side) => product * side, 1) === features
    ? E.right(undefined)
    : E.left(
        fault({
          where: 'trainOn',
          rule: `an input must have the numbers of \`inputShape\`: ${inputShape.join(' × ')}`,
          got: `${features}`,
        }),
      )
