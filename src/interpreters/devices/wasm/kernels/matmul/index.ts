export { type MatMulPlan, matMul } from './matmul.ts'
