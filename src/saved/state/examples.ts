import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Example } from '../../compiler/index.ts'
import type { Fault } from '../../fault.ts'
import { type NamedTensor, sizeOfShape } from '../../formats/index.ts'
import { missing, type Tensors, tensorIn } from './tensors.ts'

/** What one example is: the shape of an input, and how many numbers are its target. */
export interface ExampleShape {
  readonly inputShape: readonly number[]
  readonly outputs: number
}

const stacked = (rows: readonly Float32Array[], size: number): Float32Array => {
  const all = new Float32Array(rows.length * size)
  rows.forEach((row, i) => all.set(row, i * size))
  return all
}

/**
 * Remembered examples as tensors: `NAME/inputs` [n, …], `NAME/targets` [n, outputs], `NAME/tasks` [n]; and of those that know the outputs of
 * their heads, `NAME/headed` (which they are) and `NAME/heads`.
 */
export const encodeExamples = (
  name: string,
  { inputShape, outputs }: ExampleShape,
  examples: readonly Example[],
): readonly NamedTensor[] => {
  const count = examples.length
  if (count === 0) return []
  const headed = [...examples.keys()].filter((row) => examples[row]!.heads !== undefined)
  const heads = headed.map((row) => examples[row]!.heads!)
  return [
    {
      name: `${name}/inputs`,
      shape: [count, ...inputShape],
      values: stacked(
        examples.map(({ input }) => input),
        sizeOfShape(inputShape),
      ),
    },
    {
      name: `${name}/targets`,
      shape: [count, outputs],
      values: stacked(
        examples.map(({ target }) => target),
        outputs,
      ),
    },
    { name: `${name}/tasks`, shape: [count], values: Int32Array.from(examples, ({ task }) => task) },
    ...(headed.length === 0
      ? []
      : [
          { name: `${name}/headed`, shape: [headed.length], values: Int32Array.from(headed) },
          { name: `${name}/heads`, shape: [headed.length, outputs], values: stacked(heads, outputs) },
        ]),
  ]
}

/** The rows of a tensor of float32. */
const rowsOf = (name: string, tensor: NamedTensor, count: number): E.Either<Fault, readonly Float32Array[]> => {
  const { values, shape } = tensor
  if (!(values instanceof Float32Array) || shape[0] !== count)
    return E.left(missing(name, `${count} rows of float32`, `a shape of ${shape.join(' × ')}`))
  const size = values.length / count
  return E.right(Array.from({ length: count }, (_, row) => values.subarray(row * size, (row + 1) * size)))
}

const indices = (name: string, { values }: NamedTensor, count: number): E.Either<Fault, Int32Array> =>
  values instanceof Int32Array && values.length === count
    ? E.right(values)
    : E.left(missing(name, `${count} whole numbers of 32 bits`, `${values.length} numbers`))

/** The examples that `encodeExamples` wrote under a name. */
export const decodeExamples = (name: string, count: number, tensors: Tensors): E.Either<Fault, readonly Example[]> => {
  if (count === 0) return E.right([])
  const part = (of: string) =>
    pipe(
      tensorIn(tensors, `${name}/${of}`),
      E.bindTo('tensor'),
      E.let('at', () => `${name}/${of}`),
    )
  const rows = (of: string, many: number) =>
    pipe(
      part(of),
      E.chain(({ at, tensor }) => rowsOf(at, tensor, many)),
    )
  return pipe(
    E.Do,
    E.bind('inputs', () => rows('inputs', count)),
    E.bind('targets', () => rows('targets', count)),
    E.bind('tasks', () =>
      pipe(
        part('tasks'),
        E.chain(({ at, tensor }) => indices(at, tensor, count)),
      ),
    ),
    E.bind('headed', () => {
      const tensor = tensors.get(`${name}/headed`)
      return tensor === undefined ? E.right(new Int32Array()) : indices(`${name}/headed`, tensor, tensor.values.length)
    }),
    E.bind('heads', ({ headed }) => (headed.length === 0 ? E.right([]) : rows('heads', headed.length))),
    E.map(({ inputs, targets, tasks, headed, heads }) => {
      const of = new Map(Array.from(headed, (row, i) => [row, heads[i]!] as const))
      return inputs.map((input, row): Example => {
        const own = of.get(row)
        return { input, target: targets[row]!, task: tasks[row]!, ...(own === undefined ? {} : { heads: own }) }
      })
    }),
  )
}
