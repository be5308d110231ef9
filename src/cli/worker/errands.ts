import type { Source } from '../../data/index.ts'
import type { RunNews, RunOrder } from '../../sweep/index.ts'
import type { Checked, CheckOrder } from '../errands/check.ts'
import type { Contest, ContestantsOrder } from '../errands/contestants.ts'
import type { CostOrder } from '../errands/cost.ts'
import type { DataOrder } from '../errands/data.ts'
import type { Diagnosis } from '../errands/doctor/index.ts'
import type { DoctorOrder } from '../errands/doctor.ts'
import type { ExplainOrder } from '../errands/explain.ts'
import type { CostReport } from '../words/cost/report.ts'

interface Errand<Given, Told, Back> {
  readonly given: Given
  readonly told: Told
  readonly back: Back
}

/** What a worker can be asked to do: what it is given, what it tells on the way, and what it brings back; all of it plain data. */
export interface Errands {
  readonly run: Errand<RunOrder, RunNews, void>
  readonly contestants: Errand<ContestantsOrder, never, Contest>
  readonly check: Errand<CheckOrder, Checked, void>
  readonly cost: Errand<CostOrder, string, CostReport>
  readonly explain: Errand<ExplainOrder, never, string>
  readonly data: Errand<DataOrder, never, readonly Source[]>
  readonly doctor: Errand<DoctorOrder, never, Diagnosis>
}

export type ErrandName = keyof Errands
