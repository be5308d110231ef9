export type { ArrayKernel } from './array-kernel.ts'
export { dryKernels } from './dry-kernels.ts'
export { type MatMulKernel, type NativeKernels, nativeKernels } from './native-kernels.ts'
export type { Reduction } from './reduce.ts'
