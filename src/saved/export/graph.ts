import type { NamedTensor } from '../../formats/index.ts'
import type { Windows } from '../../networks/index.ts'

/** A value of a graph: its name, and its shape, in which `batch` stands for how many inputs there are. */
export interface Value {
  readonly name: string
  readonly shape: readonly number[]
}

/** The number that stands for how many inputs there are. */
export const batch = -1

export type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum'

export type Unary = 'relu' | 'tanh' | 'sigmoid' | 'softplus' | 'exponential' | 'squareRoot' | 'softmax'

/** One operation of a graph on the values that it names. Images are [n, rows, columns, channels]. */
export type Operation =
  | { readonly _tag: 'Binary'; readonly op: Binary }
  /** `softmax` is over the last axis. */
  | { readonly _tag: 'Unary'; readonly op: Unary }
  | { readonly _tag: 'MatMul' }
  /** Of images with a filter [rows, columns, from, channels]. */
  | { readonly _tag: 'Convolution'; readonly windows: Windows }
  | { readonly _tag: 'MaxPool'; readonly windows: Windows }
  | { readonly _tag: 'AveragePool'; readonly windows: Windows }
  /** The mean along some axes, which stay, one long. */
  | { readonly _tag: 'Mean'; readonly axes: readonly number[] }
  | { readonly _tag: 'Reshape' }
  /** Of vectors the numbers in these places. */
  | { readonly _tag: 'Gather'; readonly places: readonly number[] }

export type Tag = Operation['_tag']

/** A value that is computed. */
export interface Step {
  readonly operation: Operation
  readonly from: readonly Value[]
  readonly to: Value
}

/** What a network does for a prediction, on any number of inputs at once. */
export interface Graph {
  readonly name: string
  readonly input: Value
  /** Its numbers: parameters by their names in the network, and what else is constant. */
  readonly constants: readonly NamedTensor[]
  readonly steps: readonly Step[]
  /** What is asked of it, by names of its values. */
  readonly outputs: readonly Value[]
}

/** Makes graphs, step by step. */
export interface Builder {
  readonly constant: (name: string, shape: readonly number[], values: Float32Array) => Value
  readonly number: (value: number) => Value
  readonly binary: (op: Binary, a: Value, b: Value) => Value
  readonly unary: (op: Unary, x: Value) => Value
  readonly step: (operation: Operation, from: readonly Value[], shape: readonly number[], name?: string) => Value
  readonly built: () => Pick<Graph, 'constants' | 'steps'>
}

/** The shape of a and b stretched over each other, as all who read graphs do it. */
const stretched = (a: readonly number[], b: readonly number[]): readonly number[] => {
  const axes = Math.max(a.length, b.length)
  return Array.from({ length: axes }, (_, i) => {
    const [x, y] = [a[a.length - axes + i] ?? 1, b[b.length - axes + i] ?? 1]
    return x === 1 ? y : x
  })
}

export const builder = (): Builder => {
  const constants = new Map<string, NamedTensor>()
  const steps: Step[] = []
  const step: Builder['step'] = (operation, from, shape, name = `step${steps.length + 1}`) => {
    const to = { name, shape }
    steps.push({ operation, from, to })
    return to
  }
  const constant: Builder['constant'] = (name, shape, values) => {
    constants.set(name, { name, shape, values })
    return { name, shape }
  }
  return {
    constant,
    number: (value) => constant(`number ${value}`.replaceAll(/[^\w.-]/g, '_'), [], Float32Array.of(value)),
    binary: (op, a, b) => step({ _tag: 'Binary', op }, [a, b], stretched(a.shape, b.shape)),
    unary: (op, x) => step({ _tag: 'Unary', op }, [x], x.shape),
    step,
    built: () => ({ constants: [...constants.values()], steps }),
  }
}
