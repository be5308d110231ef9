import type { RecordedRun } from '../../../records/index.ts'
import { mishapOf } from '../../../sweep/index.ts'
import { change, percent } from '../percent.ts'

/** How a run ended, in a line. */
export const endingOf = (run: RecordedRun): string =>
  run.ending?._tag === 'RunEnded'
    ? `ACC ${percent(run.ending.metrics.acc)} %, BWT ${change(run.ending.metrics.bwt)} %, ${run.ending.trainSeconds.toFixed(1)} s of training`
    : (mishapOf(run) ?? '')
