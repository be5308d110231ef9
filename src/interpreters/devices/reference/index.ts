export { referenceDevice } from './device.ts'
export { evaluate } from './evaluate.ts'
export { minimise } from './quadratic-program.ts'
export { type Value, value } from './values.ts'
