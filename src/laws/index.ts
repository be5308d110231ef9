import {
  course,
  dyadic,
  method,
  network,
  positiveDyadic,
  quadratic,
  separableQuadratic,
  vector,
} from './arbitraries/index.ts'
import { benchmarkLaws } from './benchmark.ts'
import { layerLaws } from './layer.ts'
import { methodLaws } from './method.ts'
import { metricLaws } from './metric.ts'
import { networkLaws } from './network.ts'
import { objectiveLaws } from './objective.ts'
import { optimiserLaws } from './optimiser.ts'
import { conjugateLaw, penaltyLaws } from './penalty.ts'
import { stepLaws } from './step.ts'

/** Laws for a user's own methods, penalties, steps, optimisers, objectives and layers, as properties on random cases. */
export const laws = {
  method: methodLaws,
  penalty: penaltyLaws,
  conjugates: conjugateLaw,
  step: stepLaws,
  optimiser: optimiserLaws,
  objective: objectiveLaws,
  layer: layerLaws,
  network: networkLaws,
  benchmark: benchmarkLaws,
  metric: metricLaws,
}

/** Random cases for laws of a user's own: what they draw from, as fast-check has it. */
export const arbitraries = {
  dyadic,
  positiveDyadic,
  vector,
  quadratic,
  separableQuadratic,
  network,
  course,
  method,
}

export { type Between, gradientOf, heightOf, type Quadratic } from './arbitraries/index.ts'
export type { BenchmarkUnderTest } from './benchmark.ts'
export { counterExample } from './counter-example.ts'
export {
  fraction,
  type Given,
  type Givens,
  type NumbersOf,
  nonNegative,
  numbersOf,
  params,
  positive,
  real,
  scalar,
  type TermsOf,
} from './given.ts'
export { type Effort, type Judged, type Law, law, type Sides, type Verdict } from './law.ts'
export type { LayerUnderTest } from './layer.ts'
export { leastOn } from './least.ts'
export { type Meaning, meaning, meaningOn, smallLayout } from './meaning.ts'
export type { MethodUnderTest } from './method.ts'
export type { MetricUnderTest } from './metric.ts'
export { inner, largestOf, minus, near, plus, same } from './numbers.ts'
export type { ObjectiveUnderTest } from './objective.ts'
export type { OptimiserUnderTest } from './optimiser.ts'
export type { PenaltyUnderTest } from './penalty.ts'
export type { StepUnderTest } from './sides.ts'
export { slopeOf } from './slope.ts'
