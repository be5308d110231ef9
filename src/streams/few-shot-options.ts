import type { Benchmark } from './benchmark.ts'

/** The rates of few-shot classification with one shot or few, on 28 × 28. */
export const fewShotOptions: NonNullable<Benchmark['options']> = {
  maml: { rate: 0.4, outer: 0.001 },
  fomaml: { rate: 0.4, outer: 0.001 },
  anil: { rate: 0.4, outer: 0.001 },
  metaSgd: { rate: 0.4, outer: 0.001 },
  mamlPlusPlus: { rate: 0.1, outer: 0.001, last: 0.00001, rateOfRates: 0.001, over: 7500, annealed: 750 },
}
