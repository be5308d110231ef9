export { type AdamSettings, adamStep, type WithMoments } from './adam-step.ts'
export { clipByNorm } from './clip-by-norm.ts'
export { conjugateGradient } from './conjugate-gradient.ts'
export { exactNaturalGradientStep } from './exact-natural-gradient-step.ts'
export { fisher } from './fisher.ts'
export { fisherProduct } from './fisher-product.ts'
export { gradientStep } from './gradient-step.ts'
export { gramSchmidt, orthonormalBasis } from './gram-schmidt.ts'
export { halfSpaceProjection } from './half-space-projection.ts'
export { hessianTrace } from './hessian-trace.ts'
export { implicitGradient } from './implicit-gradient.ts'
export { importanceEMA } from './importance-ema.ts'
export { interpolate } from './interpolate.ts'
export { jump, type Watch } from './jump.ts'
export { langevinStep } from './langevin-step.ts'
export { lookAhead } from './look-ahead.ts'
export { metaUpdate } from './meta-update.ts'
export { momentumStep, type WithMomentum } from './momentum-step.ts'
export { directionOf, type Move } from './move.ts'
export { naturalGradientStep } from './natural-gradient-step.ts'
export { ofTask } from './of-task.ts'
export {
  apart,
  chain,
  chain,
  type Optimiser,
  type Optimiser,
  sgd,
  sgd,
  type Transformation,
  type Transformation,
  transformation,
  transformation,
} from './optimiser.ts'
export { orthogonalTo } from './orthogonal-to.ts'
export { outputSensitivity } from './output-sensitivity.ts'
export { pathIntegral } from './path-integral.ts'
export { proximalStep } from './proximal-step.ts'
export { reconstruct } from './reconstruct.ts'
export { reconstructionError } from './reconstruction-error.ts'
export { regularize } from './regularize.ts'
export { schedule } from './schedule.ts'
export { sensitivity } from './sensitivity.ts'
export { pairwiseAgreement, signAgreement } from './sign-agreement.ts'
export { taylorImportance } from './taylor-importance.ts'
export { adam, clipping, momentum, scheduled } from './transformations.ts'
