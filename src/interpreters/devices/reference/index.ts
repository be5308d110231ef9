export { referenceDevice } from './device.ts'
export { evaluate } from './evaluate.ts'
export { type Value, value } from './values.ts'
