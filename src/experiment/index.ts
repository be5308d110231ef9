export { bundledMemory, memoryOption } from './bundled-memory.ts'
export { consistent } from './consistent.ts'
export { differences } from './differences.ts'
export { digestsOf } from './digests.ts'
export {
  type Digests,
  metricsCodec,
  type Place,
  type RecordedEvent,
  type RunEvent,
  type RunStarted,
  recordedEvent,
  type Tick,
} from './event.ts'
export { countRight, type Exam, exams, roomForInputs } from './exam.ts'
export { type ExpectedTime, expectedTime, type TimedRun } from './expected-time.ts'
export { type Experiment, experiment, type Run } from './experiment.ts'
export { fittedNetwork, interfaceOf } from './fitted-network.ts'
export {
  type Alignment,
  binsPerDecade,
  examplesATask,
  type Measure,
  type Measured,
  measures,
  type Spectrum,
} from './measures/index.ts'
export * from './metrics.ts'
export { deviationOf, meanOf, type Outcome, outcomeCodec, outcomeOf } from './outcome.ts'
export type { Pairs } from './pairs.ts'
export { type ExperimentSettings, type Prepared, prepared } from './prepared.ts'
export { programOf } from './program.ts'
export { type Protocol, protocolOf } from './protocol.ts'
export { decodeRecord, encodeLine, isRecorded } from './record.ts'
export {
  checkRecordFile,
  openRecordFile,
  type RecordFile,
  type RecordFileSettings,
  readRecordFile,
  unwritable,
} from './record-file.ts'
export { alignmentAtEnd, type Judgement, type RecordedRun, recordedRuns } from './recorded-run.ts'
export { type RunSetup, run } from './run.ts'
export { runOptions } from './run-options.ts'
export { type Ending, isEnding, sealed } from './seal.ts'
export { startedOf } from './started.ts'
export { type TaskEvent, taskEvents } from './task-events.ts'
export { type Trained, type TrainSettings, train } from './train.ts'
export { type Learner, type TrainOnSettings, trainOn } from './train-on.ts'
export { versions } from './versions.ts'
export { writtenNumber, writtenOption } from './written-number.ts'
