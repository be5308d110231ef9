import { deviation, type Metrics, mean } from './metrics.ts'

/** The numbers a run ends with. */
export type Outcome = Metrics & {
  readonly trainSeconds: number
  readonly evalSeconds: number
  /** Where the alignment of gradients was measured. */
  readonly gradientProduct?: number
  readonly gradientCosine?: number
}

const over = (outcomes: readonly Outcome[], summary: (values: readonly number[]) => number): Outcome => {
  const of = (field: keyof Outcome): number => summary(outcomes.flatMap((outcome) => outcome[field] ?? []))
  const where = (field: 'gradientProduct' | 'gradientCosine'): Partial<Outcome> =>
    outcomes.every((outcome) => outcome[field] !== undefined) ? { [field]: of(field) } : {}
  return {
    acc: of('acc'),
    bwt: of('bwt'),
    fwt: of('fwt'),
    learningAccuracy: of('learningAccuracy'),
    forgetting: of('forgetting'),
    trainSeconds: of('trainSeconds'),
    evalSeconds: of('evalSeconds'),
    ...where('gradientProduct'),
    ...where('gradientCosine'),
  }
}

/** The mean of each number over runs. */
export const meanOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, mean)

/** The standard deviation of each number over runs, that of a sample (n − 1); 0 for one run. */
export const deviationOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, deviation)
