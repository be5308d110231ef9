export { type Cost, flops, type Quantity, quantities } from './cost.ts'
export { type CourseCost, courseOf, type StreamLength, type TaskCost } from './course.ts'
export type { Extent, Extents } from './extents.ts'
export { gradientCounter } from './gradient-counter.ts'
export { type Bounds, derivativesOf, gradientsOf } from './gradients.ts'
export { type Growth, growthOf } from './growth.ts'
export { stateOf } from './outline.ts'
export {
  type Growths,
  growthsOf,
  type Sensitivity,
  sensitivitiesOf,
  type Watched,
  type Widening,
  watched,
  watchedOf,
  wideningOf,
} from './sensitivities.ts'
export type { Occurrence } from './walk.ts'
