import type { FusedOperator, FusedProgram } from '../../../../src/interpreters/devices/fuse/index.ts'

const truth = (value: boolean): number => (value ? 1 : 0)

/** What every operator means on float64. */
export const meaning: { readonly [Operator in FusedOperator]: (a: number, b: number, c: number) => number } = {
  negate: (a) => -a,
  absolute: Math.abs,
  sign: Math.sign,
  squareRoot: Math.sqrt,
  exponential: Math.exp,
  logarithm: Math.log,
  tanh: Math.tanh,
  sine: Math.sin,
  cosine: Math.cos,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  less: (a, b) => truth(a < b),
  lessEqual: (a, b) => truth(a <= b),
  equal: (a, b) => truth(a === b),
  select: (condition, a, b) => (condition !== 0 ? a : b),
}

export const size = (shape: readonly number[]): number => shape.reduce((product, each) => product * each, 1)

/** The outputs of a program, one element after the other; each number that comes up is rounded. */
export const outputsOf = (
  program: FusedProgram,
  inputs: readonly ArrayLike<number>[],
  round: (x: number) => number,
): readonly (readonly number[])[] => {
  const { shape, instructions, outputs } = program
  const rows = Array.from({ length: size(shape) }, (_, element) => {
    const index = shape.map((each, axis) => Math.floor(element / size(shape.slice(axis + 1))) % each)
    const given = program.inputs.map(({ strides }, input) => {
      const position = strides.reduce((sum, stride, axis) => sum + stride * index[axis]!, 0)
      return inputs[input]![position]!
    })
    const values: number[] = []
    for (const { operator, operands } of instructions) {
      const [a = 0, b = 0, c = 0] = operands.map((operand) =>
        'constant' in operand
          ? round(operand.constant)
          : 'input' in operand
            ? given[operand.input]!
            : values[operand.value]!,
      )
      values.push(round(meaning[operator](a, b, c)))
    }
    return values
  })
  return outputs.map((instruction) => rows.map((values) => values[instruction]!))
}

/** The same in float32. */
export const evaluate = (program: FusedProgram, inputs: readonly Float32Array[]): readonly Float32Array[] =>
  outputsOf(program, inputs, Math.fround).map((output) => Float32Array.from(output))

/** Whether two arrays hold the same numbers: −0 is not 0, and any NaN is NaN. */
export const same = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((each, index) => Object.is(each, b[index]))

/** The distance of float32 numbers around `value`. */
export const unitInTheLastPlace = (value: number): number =>
  2 ** Math.max(-149, Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126))) - 23)
