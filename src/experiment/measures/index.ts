export { type Alignment, alignmentOf } from './alignment.ts'
export type { Surroundings } from './instrument.ts'
export { examplesATask, type Gauge, gauge, type Measure, type Measured, measures } from './measures.ts'
export { binsPerDecade, fisherSpectrum, type Spectrum, spectrum } from './spectrum.ts'
