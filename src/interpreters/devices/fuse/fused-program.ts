/** A value of a fused elementwise program: an input, a number, or what an earlier instruction computed. */
export type Operand = { readonly input: number } | { readonly constant: number } | { readonly value: number }

export const fusedOperators = [
  'negate',
  'absolute',
  'sign',
  'squareRoot',
  'exponential',
  'logarithm',
  'tanh',
  'sine',
  'cosine',
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
] as const

export type FusedOperator = (typeof fusedOperators)[number]

export interface Instruction {
  readonly operator: FusedOperator
  readonly operands: readonly Operand[]
}

/** Element strides along each dimension of the output; 0 repeats one element. */
export interface Layout {
  readonly strides: readonly number[]
}

/**
 * Elementwise work on float32 in one pass. Every output is dense, row-major and of `shape`. Comparisons give 1 or 0
 * (0 beside NaN); `select(condition, a, b)` is a where the condition isn't 0; `sign` keeps ±0 and NaN.
 */
export interface FusedProgram {
  readonly shape: readonly number[]
  readonly inputs: readonly Layout[]
  readonly instructions: readonly Instruction[]
  /** Which instructions' values are stored. */
  readonly outputs: readonly number[]
}
