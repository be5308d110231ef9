import type { CheckErrand } from '../errands/check.ts'
import type { ContestantsErrand } from '../errands/contestants.ts'
import type { CostErrand } from '../errands/cost.ts'
import type { DataErrand } from '../errands/data.ts'
import type { DoctorErrand } from '../errands/doctor.ts'
import type { ExplainErrand } from '../errands/explain.ts'
import type { ExportErrand } from '../errands/export.ts'
import type { PredictErrand } from '../errands/predict.ts'
import type { RunErrand } from '../errands/run.ts'

/** All that a worker can be asked to do. */
export interface Errands {
  readonly run: RunErrand
  readonly contestants: ContestantsErrand
  readonly check: CheckErrand
  readonly cost: CostErrand
  readonly explain: ExplainErrand
  readonly data: DataErrand
  readonly doctor: DoctorErrand
  readonly predict: PredictErrand
  readonly export: ExportErrand
}

export type ErrandName = keyof Errands
