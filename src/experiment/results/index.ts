/** What runs leave behind, without what runs them: light enough for a thread that only listens. */
export { differences } from '../differences.ts'
export { type Place, type RecordedEvent, type RunStarted, recordedEvent } from '../event.ts'
export { judgedAfter, mean } from '../metrics.ts'
export { deviationOf, meanOf, type Outcome, outcomeCodec, outcomeOf } from '../outcome.ts'
export { decodeRecord, isRecorded } from '../record.ts'
export {
  checkRecordFile,
  openRecordFile,
  type RecordFile,
  type RecordFileSettings,
  readRecordFile,
  unwritable,
} from '../record-file.ts'
export { alignmentAtEnd, type Judgement, type RecordedRun, recordedRuns } from '../recorded-run.ts'
export { writtenNumber, writtenOption } from '../written-number.ts'
