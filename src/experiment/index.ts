export { bundledMemory, memoryOption } from './bundled-memory.ts'
export { dataOf } from './data-of.ts'
export { digestsOf } from './digests.ts'
export { type Exam, exams, roomForInputs } from './exam.ts'
export { type ExpectedTime, expectedTime } from './expected-time.ts'
export { type Experiment, experiment, type Run } from './experiment.ts'
export type { ExperimentSettings, SeedsDecided } from './experiment-settings.ts'
export { fittedNetwork, interfaceOf } from './fitted-network.ts'
export type { Halt, Keeper } from './halt.ts'
export { type Input, type Learner, learnerOf, stageOf } from './learner.ts'
export { type Choice, chosenBackend } from './measured-backend.ts'
export {
  type Alignment,
  binsPerDecade,
  examplesATask,
  type Measure,
  type Measured,
  measures,
  type Spectrum,
} from './measures/index.ts'
export type { Observe, Observed } from './observed.ts'
export type { Pairs } from './pairs.ts'
export { type Prepared, prepared } from './prepared.ts'
export { programOf } from './program.ts'
export * from './protocol/index.ts'
export type { Remembered } from './remembered-in.ts'
export { run } from './run.ts'
export { runOptions } from './run-options.ts'
export type { RunSetup } from './run-setup.ts'
export { type LoadSettings, learnerOn, loadLearner, saveLearner } from './save-learner.ts'
export { type Beside, seedsDecided } from './seeds-decided.ts'
export type { Together } from './seeds-together.ts'
export { startedOf } from './started.ts'
export { type TaskEvent, taskEvents } from './task-events.ts'
export { ticksOf } from './ticks.ts'
export type { TimedRun } from './timed-run.ts'
export { type Trained, type TrainSettings, train } from './train.ts'
export type { EpisodePairs, ImagePairs, TrainOnSettings } from './train-on/settings.ts'
export { trainOn } from './train-on/train-on.ts'
export { versions } from './versions.ts'
export type { Halts, WrittenHalt } from './written-halt.ts'
