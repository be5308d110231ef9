export { type MatMulPlan, matMul } from './matmul.ts'
export type { Rounding } from './rounding.ts'
