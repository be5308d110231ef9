export { forward, type Given } from './forward.ts'
export { adopted, type BatchMoments, type Moments } from './normalisation.ts'
