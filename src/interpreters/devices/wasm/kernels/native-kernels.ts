import { collapse, type FusedProgram } from '../../fuse/index.ts'
import { compile, type Kernel } from '../assembler/index.ts'
import { accumulate, type Turns } from './accumulate.ts'
import { type ArrayKernel, ofArrays } from './array-kernel.ts'
import { copyRuns, type Moves } from './copy.ts'
import { elementwise } from './elementwise.ts'
import { matMul, type Rounding } from './matmul/index.ts'
import { philox } from './philox.ts'
import { type Reduction, reduce } from './reduce.ts'
import { transpose } from './transpose.ts'

/** out[m, n] = op(A)·op(B). `scratch` is a buffer of `scratchBytes` that the product overwrites; none needed if 0. */
export interface MatMulKernel {
  (a: number, b: number, out: number, scratch: number): void
  readonly scratchBytes: number
}

/**
 * Kernels compiled for their shapes, each at the first request. A kernel's arguments are byte offsets, multiples of
 * four, into the memory, which may grow between calls. Unless said otherwise, outputs and inputs don't overlap.
 */
export interface NativeKernels {
  /** An output may be the very buffer of one input whose strides are dense. */
  readonly elementwise: (program: FusedProgram) => ArrayKernel
  /** A is stored [m, k] or, where `transposeA`, [k, m]; B [k, n] or [n, k]. The product is added to the output where it `adds`. */
  readonly matMul: (
    m: number,
    k: number,
    n: number,
    transposeA: boolean,
    transposeB: boolean,
    adds?: boolean,
  ) => MatMulKernel
  /** [outer, reduced, inner] → [outer, inner]. */
  readonly reduce: (
    operator: Reduction,
    outer: number,
    reduced: number,
    inner: number,
  ) => (input: number, out: number) => void
  /** Adds runs of `length` elements to where the loops, the innermost last, put each in the output. */
  readonly accumulate: (loops: readonly Turns[], length: number) => (input: number, out: number) => void
  /** Copies runs of `length` elements from where the loops, the innermost last, find each to where they put it. */
  readonly copy: (loops: readonly Moves[], length: number) => (input: number, out: number) => void
  /** [rows, columns] → [columns, rows]. */
  readonly transpose: (rows: number, columns: number) => (input: number, out: number) => void
  /** `count` uniform numbers of Philox4x32-10 from a block on, by a key of four halves of words. */
  readonly philox: (
    counter: readonly [number, number, number, number],
    count: number,
  ) => (out: number, key: number) => void
}

const remembered = <Made>(made: Map<string, Made>, key: string, make: () => Made): Made => {
  const known = made.get(key)
  if (known !== undefined) return known
  const fresh = make()
  made.set(key, fresh)
  return fresh
}

/** JSON, but of every number: it has no −0, ∞ or NaN. */
const structure = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && (Object.is(each, -0) || !Number.isFinite(each)) ? `${each} ${1 / each}` : each,
  )

/** `rounding` is that of products of matrices; once only where the runtime `fuses`. */
export const nativeKernels = (memory: WebAssembly.Memory, rounding: Rounding = 'twice'): NativeKernels => {
  const elementwiseKernels = new Map<string, ArrayKernel>()
  const matMulKernels = new Map<string, MatMulKernel>()
  const kernels = new Map<string, Kernel>()
  return {
    elementwise: (program) => {
      const dimensions = collapse(program)
      const key = structure([dimensions, program.instructions, program.outputs])
      return remembered(elementwiseKernels, key, () =>
        ofArrays(compile(memory, elementwise(program, dimensions)), program.inputs.length, program.outputs.length),
      )
    },
    matMul: (m, k, n, transposeA, transposeB, adds = false) =>
      remembered(matMulKernels, [m, k, n, transposeA, transposeB, adds].join(), () => {
        const { routine, swapped, scratchBytes } = matMul(m, k, n, transposeA, transposeB, adds, rounding)
        const kernel = compile(memory, routine)
        const called = swapped
          ? (a: number, b: number, out: number, scratch: number) => kernel(b, a, out, scratch)
          : (a: number, b: number, out: number, scratch: number) => kernel(a, b, out, scratch)
        return Object.assign(called, { scratchBytes })
      }),
    reduce: (operator, outer, reduced, inner) =>
      remembered(kernels, [operator, outer, reduced, inner].join(), () =>
        compile(memory, reduce(operator, outer, reduced, inner)),
      ),
    accumulate: (loops, length) =>
      remembered(kernels, `accumulate ${structure([loops, length])}`, () => compile(memory, accumulate(loops, length))),
    copy: (loops, length) =>
      remembered(kernels, `copy ${structure([loops, length])}`, () => compile(memory, copyRuns(loops, length))),
    transpose: (rows, columns) =>
      remembered(kernels, ['transpose', rows, columns].join(), () => compile(memory, transpose(rows, columns))),
    philox: (counter, count) =>
      remembered(kernels, ['philox', counter, count].join(), () => compile(memory, philox(counter, count))),
  }
}
