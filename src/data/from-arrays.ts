import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import type { Examples } from './examples.ts'

/** Numbers, lists of numbers, lists of those: rows of a table, images of rows × columns, with channels. */
export type Numbers = ArrayLike<number> | readonly Numbers[]

/** Examples as arrays: an input each, and a label or the numbers to predict. */
export interface Arrays {
  /** One after the other; each of `inputShape` where that is given, else of the shape of the first. */
  readonly inputs: readonly Numbers[] | ArrayLike<number>
  /** Of what class each is, from 0 on. Not both these and `targets`. */
  readonly labels?: ArrayLike<number>
  /** What is to be predicted for each, a number an output. */
  readonly targets?: readonly ArrayLike<number>[]
  /** `[features]`, `[rows, columns]` or `[rows, columns, channels]`; needed where all inputs are one list of numbers. */
  readonly inputShape?: readonly number[]
  /** How many classes there are; one more than the largest label unless given. */
  readonly classes?: number
}

const isList = (u: unknown): u is ArrayLike<unknown> =>
  Array.isArray(u) || (ArrayBuffer.isView(u) && !(u instanceof DataView))

const shown = (u: unknown): string =>
  isList(u) ? `a list of ${u.length}` : typeof u === 'string' ? `\`${u}\`` : String(u)

type Wrong = (rule: string, got: string, ...path: readonly string[]) => E.Either<Fault, never>
const wrong: Wrong = (rule, got, ...path) => E.left(fault({ where: 'fromArrays', rule, got, path }))

const shapeIn = (u: unknown): readonly number[] =>
  isList(u) ? [u.length, ...(u.length === 0 ? [] : shapeIn(u[0]))] : []

/** Numbers of a shape, one after the other, into a buffer. */
const flatten = (
  u: unknown,
  shape: readonly number[],
  into: Float32Array,
  offset: number,
  at: string,
): E.Either<Fault, number> => {
  const [length, ...rest] = shape
  if (length === undefined) {
    if (typeof u !== 'number' || !Number.isFinite(Math.fround(u)))
      return wrong('inputs and targets must be finite numbers that float32 can hold', shown(u), at)
    into[offset] = u
    return E.right(offset + 1)
  }
  if (!isList(u) || u.length !== length)
    return wrong(`there must be a list of ${length} here, as in the first`, shown(u), at)
  let next = offset
  for (let i = 0; i < length; i += 1) {
    const so = flatten(u[i], rest, into, next, at)
    if (E.isLeft(so)) return so
    next = so.right
  }
  return E.right(next)
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)

/** Lists of one shape as one array. */
const packed = (what: string, lists: ArrayLike<unknown>, shape: readonly number[]): E.Either<Fault, Float32Array> => {
  const values = new Float32Array(lists.length * sizeOf(shape))
  for (let i = 0; i < lists.length; i += 1) {
    const so = flatten(lists[i], shape, values, i * sizeOf(shape), `${what} ${i + 1}`)
    if (E.isLeft(so)) return so
  }
  return E.right(values)
}

const isSide = (side: number): boolean => Number.isSafeInteger(side) && side >= 1

/** The shape of an input, and all inputs as one array. */
const inputsOf = ({
  inputs,
  inputShape,
}: Arrays): E.Either<Fault, { readonly shape: readonly number[]; readonly values: Float32Array }> => {
  if (!isList(inputs) || inputs.length === 0)
    return wrong('`inputs` must be a list of at least one input', shown(inputs))
  const flat = !isList(inputs[0])
  if (flat && inputShape === undefined)
    return wrong('`inputShape` must be given where all inputs are one list of numbers', 'none')
  const shape = inputShape ?? shapeIn(inputs[0])
  if (shape.length < 1 || shape.length > 3 || !shape.every(isSide))
    return wrong('an input must be numbers, rows × columns, or rows × columns × channels', shape.join(' × '))
  const size = sizeOf(shape)
  if (flat) {
    if (inputs.length % size !== 0) return wrong(`there must be ${size} numbers an input`, `${inputs.length}`)
    const values = new Float32Array(inputs.length)
    const so = flatten(inputs, [inputs.length], values, 0, 'inputs')
    return E.isLeft(so) ? so : E.right({ shape, values })
  }
  // What is given as a flat row may be said to be an image.
  const own = shapeIn(inputs[0])
  const values = packed('input', inputs as ArrayLike<unknown>, own.length === 1 && own[0] === size ? own : shape)
  return E.isLeft(values) ? values : E.right({ shape, values: values.right })
}

const withLabels = (labels: ArrayLike<number>, classes: number | undefined, count: number) => {
  if (labels.length !== count) return wrong('there must be a label for each input', `${labels.length} for ${count}`)
  const most = Array.from(labels).reduce((so, label) => Math.max(so, label), 0)
  const all = classes ?? most + 1
  const odd = Array.from(labels).findIndex((label) => !Number.isSafeInteger(label) || label < 0 || label >= all)
  return odd >= 0
    ? wrong(
        `labels must be whole numbers from 0 to ${classes === undefined ? 'how many there are' : all - 1}`,
        String(labels[odd]),
        `label ${odd + 1}`,
      )
    : E.right({ classes: all, label: (index: number) => labels[index]! })
}

const withTargets = (targets: readonly ArrayLike<number>[], count: number) => {
  if (targets.length !== count) return wrong('there must be targets for each input', `${targets.length} for ${count}`)
  const outputs = isList(targets[0]) ? targets[0].length : 0
  if (outputs < 1) return wrong('targets must be lists of at least one number', shown(targets[0]), 'target 1')
  const values = packed('target', targets, [outputs])
  return E.isLeft(values)
    ? values
    : E.right({
        classes: outputs,
        label: () => 0,
        copyTarget: (index: number, into: Float32Array, offset: number) =>
          into.set(values.right.subarray(index * outputs, (index + 1) * outputs), offset),
      })
}

/**
 * Examples of arrays of one's own, which are copied.
 *
 * @returns a `Left` that says which input, label or target is wrong, for arrays of other lengths or shapes and numbers that aren't finite
 * @example
 * const learned = fromArrays({ inputs: [[0, 1], [1, 0]], labels: [0, 1] })
 * learned._tag   // => 'Right'
 */
export const fromArrays = (arrays: Arrays): E.Either<Fault, Examples> => {
  const inputs = inputsOf(arrays)
  if (E.isLeft(inputs)) return inputs
  const { shape, values } = inputs.right
  const size = sizeOf(shape)
  const count = values.length / size
  const { labels, targets, classes } = arrays
  if ((labels === undefined) === (targets === undefined))
    return wrong('there must be `labels` or `targets`', labels === undefined ? 'neither' : 'both')
  const said = labels !== undefined ? withLabels(labels, classes, count) : withTargets(targets ?? [], count)
  return E.isLeft(said)
    ? said
    : E.right({
        count,
        inputShape: shape,
        copyInput: (index, into, offset) => into.set(values.subarray(index * size, (index + 1) * size), offset),
        place: (index) => index,
        ...said.right,
      })
}
