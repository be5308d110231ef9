/** Many runs: their jobs, who carries them out, what is kept and gone on with, and how they compare. It loads nothing that trains. */

export { orderAgain } from './asked-again.ts'
export { announced, carryOut } from './carried-out.ts'
export { type Checkpointing, usual } from './checkpoints.ts'
export { withFolder } from './claim.ts'
export { elementIn, onCluster, slurmFor } from './cluster/index.ts'
export { type Comparison, comparisonCodec, comparisonOf } from './comparison.ts'
export { type Conducted, conduct, type Runs } from './conduct.ts'
export type { Hire, Runner } from './crew.ts'
export { type Engine, threads } from './engine.ts'
export { type Job, jobName, recordPath } from './job.ts'
export { agrees, checkFolder, type Keeping, keptRun, unchanged } from './kept.ts'
export { type Load, loadsOf, loadWords, orderOf } from './load.ts'
export { mishapOf } from './mishap.ts'
export type { Announced, RunNews } from './news.ts'
export { onRecorded } from './on-recorded.ts'
export type { RunOrder } from './order.ts'
export { type Pool, poolOf } from './pool.ts'
export {
  confidence,
  isClear,
  type NamedRecord,
  type Paired,
  pairedDifference,
  type Section,
  sectionsOf,
} from './report/index.ts'
export { checkSaving, learnerFolder, type Saving } from './saving.ts'
export {
  type Decision,
  drawn,
  type Goal,
  goalOf,
  type Ladder,
  type Range,
  type Ruling,
  ranked,
  rungsFor,
  type Searched,
  type Space,
  scoreOf,
  searched,
  seedsOn,
  spaceFrom,
  spaceIn,
  type Trial,
} from './search/index.ts'
export { type Finished, type Standing, standingsOf } from './standing.ts'
export type { Watcher } from './watcher.ts'
