export { exponential } from './exponential.ts'
export { logarithm } from './logarithm.ts'
export { tanh } from './tanh.ts'
export { cosine, sine } from './trigonometry.ts'
