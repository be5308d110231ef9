import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { MethodProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import type { Stream } from '../streams/index.ts'
import type { Halt, Keeper } from './halt.ts'
import type { Gauge } from './measures/index.ts'
import type { Observe } from './observed.ts'
import type { RunStarted } from './protocol/event.ts'
import type { OwnMetric } from './protocol/own-metric.ts'

/** What a run is of, and who is told of it. */
export interface RunSetup<Buffer> {
  readonly started: RunStarted
  readonly program: MethodProgram
  readonly stream: Stream
  readonly session: Session<Buffer>
  /** Whether only the classes of an example's own task compete, in learning and in judging. */
  readonly heads?: 'single' | 'task'
  /** Judges the learner on every task after each so many batches of a task, too; the run is the same run. */
  readonly evaluateEvery?: number | undefined
  /** What is measured after each task. */
  readonly gauge?: Gauge<Buffer> | undefined
  /** How many tasks the learner had learned before; none unless given. */
  readonly learned?: number
  /** Keeps the learner after each task, when it is judged. */
  readonly keeps?: ((state: State<Buffer>, learned: number) => TE.TaskEither<Fault, void>) | undefined
  /** Is told of every event. */
  readonly observe?: Observe | undefined
  /** Metrics of a user's own. */
  readonly ownMetrics?: readonly OwnMetric[] | undefined
  /** Ends the run at the next event once it is aborted. */
  readonly signal?: AbortSignal | undefined
  /** Keeps how far it is: when it is time to, when it is interrupted, and when it fails where it might not fail again. */
  readonly keeper?: Keeper | undefined
  /** Where it goes on; its start unless given. */
  readonly from?: Halt | undefined
  /** How many bytes of inputs its exams may keep; as many as those of one run may unless given. */
  readonly room?: number | undefined
  /** The time in milliseconds, of which what it does takes its part; that of the process unless given. */
  readonly clock?: (() => number) | undefined
}
