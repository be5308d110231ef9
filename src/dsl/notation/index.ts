export type { Addend, Factor, Maths, PartOf } from './maths.ts'
export * as maths from './maths.ts'
export { asDefined, asItPredicts, type Notation } from './notation.ts'
