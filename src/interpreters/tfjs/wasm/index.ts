export type { ArrayKernel } from './array-kernel.ts'
export type { FusedOperator, FusedProgram, Instruction, Layout, Operand } from './fused-program.ts'
export { type MatMulKernel, type NativeKernels, nativeKernels } from './native-kernels.ts'
export type { Reduction } from './reduce.ts'
