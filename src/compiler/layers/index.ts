export { forward, type Given, type Statistics } from './forward.ts'
export { adopted, type BatchMoments, type Moments } from './normalisation.ts'
