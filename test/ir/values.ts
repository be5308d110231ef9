import { evaluate } from '../../src/interpreters/devices/reference/evaluate.ts'
import { type Value, value } from '../../src/interpreters/devices/reference/values.ts'
import { evaluationOrder, type Node, type Program, sizeOf } from '../../src/ir/index.ts'

/** A tensor written out. */
export const of = (shape: readonly number[], ...elements: readonly number[]): Value => {
  if (elements.length !== sizeOf(shape)) throw new Error(`a tensor [${shape}] has ${sizeOf(shape)} elements`)
  return value(shape, (i) => elements[i]!)
}

export const scalar = (x: number): Value => of([], x)

/** The elements of each output. */
export const run = (
  inputs: readonly Node[],
  outputs: readonly Node[],
  at: readonly Value[],
): readonly (readonly number[])[] => evaluate({ inputs, outputs }, at).map((v) => Array.from(v.data))

/** The value of a scalar output. */
export const runScalar = (inputs: readonly Node[], output: Node, at: readonly Value[]): number =>
  run(inputs, [output], at)[0]![0]!

/** x + t·v for each input. */
export const along = (at: readonly Value[], direction: readonly Value[], t: number): readonly Value[] =>
  at.map((x, i) => value(x.shape, (e) => x.data[e]! + t * direction[i]!.data[e]!))

/** The largest magnitude that appears outside the bodies of a program's loops, and at least 1. */
export const magnitude = ({ inputs, outputs }: Program, at: readonly Value[]): number => {
  const seen = evaluationOrder(outputs, new Set(inputs)).filter(
    (n) => n.primitive !== 'loop' && n.primitive !== 'input',
  )
  const elements = run(inputs, seen, at).flat()
  return elements.reduce((so, x) => Math.max(so, Math.abs(x)), 1)
}
