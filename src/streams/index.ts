export { sound } from './admitted.ts'
export { type Augmentation, augmentations, augmented } from './augmented.ts'
export { type Benchmark, type BenchmarkSettings, presentation, type Rule } from './benchmark.ts'
export { benchmarkFrom, isBenchmarkLike } from './benchmark-from.ts'
export { benchmarkNamed, benchmarks } from './benchmarks.ts'
export {
  type ClassLesson,
  type ClassTrajectories,
  type TrajectorySettings,
  trajectoriesOf,
} from './class-trajectories.ts'
export { type BenchmarkDefinition, defineBenchmark, type OwnTask } from './define-benchmark.ts'
export { driftingSines } from './drifting-sines.ts'
export { type EpisodeRule, episodesAmong, examEpisodes, type Sides, stretchesOf } from './episodes.ts'
export { type ClassEpisode, type ClassEpisodes, episodesOf, type FewShotSettings } from './few-shot.ts'
export { inParts } from './in-parts.ts'
export { functionTrajectories, incrementalSines, trajectoryFunctions } from './incremental-sines.ts'
export { judgedBy } from './judged-by.ts'
export { normalised } from './normalised.ts'
export { type Osaka, type OsakaSettings, osaka } from './osaka.ts'
export { permuted } from './permuted.ts'
export { quarterTurns } from './quarter-turns.ts'
export { angleOf, rotated, rotation } from './rotated.ts'
export { inScenario } from './scenario.ts'
export { batchesAPass, batchesOf, passOf, type Schedule, type TaskLength, unitOf } from './schedule.ts'
export { sines } from './sines.ts'
export { type ClassOrder, type Scenario, type SplitSettings, split } from './split.ts'
export { type Evaluate, type Stream, type StreamSettings, type Task, validationFraction } from './stream.ts'
export { trajectoryClasses } from './trajectory-stream.ts'
