import type { CourseCost } from '../interpreters/cost/index.ts'
import type { Setting } from '../interpreters/runtime/index.ts'
import type { Schedule, Stream } from '../streams/index.ts'
import type { Protocol } from './protocol/index.ts'

/** What is to be run, as far as its time depends on it. */
export interface TimedRun {
  readonly setting: Setting
  readonly stream: Stream
  readonly schedule: Schedule
  readonly course: CourseCost
  /** After how many batches of a task all tasks are judged, too. */
  readonly evaluateEvery?: number | undefined
  /** By which it is judged; `continual` unless given. */
  readonly protocol?: Protocol
}
