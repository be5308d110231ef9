import type { Shape } from '../../../ir/index.ts'
import { collapse, denseStrides, type FusedOperator, type FusedProgram, type Operand } from '../fuse/index.ts'

/** What the operation knows, in the order of its numbers; the other functions of one number are TensorFlow's. */
const operators = [
  'negate',
  'absolute',
  'sign',
  'squareRoot',
  'add',
  'subtract',
  'multiply',
  'divide',
  'maximum',
  'minimum',
  'less',
  'lessEqual',
  'equal',
  'select',
] as const satisfies readonly FusedOperator[]

const numbers: ReadonlyMap<string, number> = new Map(operators.map((operator, i) => [operator, i]))

/** Whether a pass can have it. */
export const isPassed = (operator: string): boolean => numbers.has(operator)

/** The sum over some axes of what an instruction makes. */
export interface PassSum {
  readonly value: number
  readonly axes: readonly number[]
}

const isLeft = ({ axes }: PassSum, axis: number): boolean => !axes.includes(axis)

const shapeOfSum = (sum: PassSum, shape: Shape): Shape => shape.filter((_, axis) => isLeft(sum, axis))

/** How far an element's place in a sum moves along each axis: not along those that are summed over. */
const stridesOfSum = (sum: PassSum, shape: Shape): readonly number[] => {
  const strides = [...denseStrides(shapeOfSum(sum, shape))]
  return shape.map((_, axis) => (isLeft(sum, axis) ? strides.shift()! : 0))
}

const bits = new DataView(new ArrayBuffer(4))

const bitsOf = (value: number): number => {
  bits.setFloat32(0, value)
  return bits.getInt32(0)
}

const operandWords = (operand: Operand): readonly [number, number] =>
  'input' in operand ? [0, operand.input] : 'constant' in operand ? [1, bitsOf(operand.constant)] : [2, operand.value]

/** A pass as RetainPass takes it (`src/native/binding/passes.cc`): `from` says at which element of its buffer each input begins. */
export const passWords = (
  { shape, inputs, instructions, outputs }: FusedProgram,
  from: readonly number[],
  sums: readonly PassSum[],
): Uint8Array => {
  const targets = sums.map((sum) => stridesOfSum(sum, shape))
  const loops = [
    ...collapse({ shape, inputs: [...inputs, ...targets.map((strides) => ({ strides }))], instructions, outputs }),
  ]
  const none = [...inputs, ...sums].map(() => 0)
  while (loops.length < 2) loops.unshift({ size: 1, strides: none })
  const along = (column: number): readonly number[] => loops.map(({ strides }) => strides[column] ?? 0)
  const listed = (list: readonly number[]): readonly number[] => [list.length, ...list]
  const words = [
    ...listed(loops.map(({ size }) => size)),
    inputs.length,
    ...inputs.flatMap((_, i) => [from[i]!, ...along(i)]),
    instructions.length,
    ...instructions.flatMap(({ operator, operands }) => {
      const [first] = operands as readonly [Operand]
      return [numbers.get(operator)!, ...[0, 1, 2].flatMap((i) => operandWords(operands[i] ?? first))]
    }),
    outputs.length + sums.length,
    ...outputs.flatMap((value) => [...listed(shape), 0, value]),
    ...sums.flatMap((sum, i) => [...listed(shapeOfSum(sum, shape)), 1, sum.value, ...along(inputs.length + i)]),
  ]
  return new Uint8Array(Int32Array.from(words).buffer)
}
