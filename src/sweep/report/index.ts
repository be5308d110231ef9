/** What records come to, wherever they are from: methods on the same stream, and how they differ seed by seed. */
export { confidence, isClear, type Paired, pairedDifference } from './paired.ts'
export { type NamedRecord, type Section, sectionsOf } from './sections.ts'
