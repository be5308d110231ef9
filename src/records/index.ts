/** What runs leave behind. It loads nothing that runs them. */
export {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type ReadCheckpoint,
  type Unusable,
} from './checkpoint.ts'
export { checkpointPath, type Found, readCheckpoint, removeCheckpoints, writeCheckpoint } from './checkpoint-file.ts'
export { consistent } from './consistent.ts'
export { csvLine } from './csv-line.ts'
export { differences } from './differences.ts'
export { type Continued, continuedRecord, isOver } from './kept-record.ts'
export { type Logbook, logbook, type Open } from './logbook.ts'
export { csvLog, type Log, type LogForm, logIn, tensorboardLog, together } from './logs/index.ts'
export { type Difference, type Named, numbersApart, numbersOf } from './numbers.ts'
export { deviationOf, meanOf, type Outcome, outcomeCodec, outcomeOf } from './outcome.ts'
export { productsApart } from './products-apart.ts'
export { decodeRecord, encodeLine, isRecorded } from './record.ts'
export {
  checkRecordFile,
  type KeptRecord,
  openRecordFile,
  type RecordFile,
  type RecordFileSettings,
  readRecordFile,
  unwritable,
} from './record-file.ts'
export { alignmentAtEnd, type Judgement, type RecordedRun, recordedRuns } from './recorded-run.ts'
export { recordsUnder } from './records-under.ts'
export { type Ending, isEnding, sealed } from './seal.ts'
