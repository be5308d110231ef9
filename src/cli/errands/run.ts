import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  type Experiment,
  experiment,
  isRecorded,
  type Place,
  type RecordedEvent,
  type RunStarted,
} from '../../experiment/index.ts'
import { type ExperimentFlags, settingsOf } from '../experiment-settings.ts'
import { usedMemory } from '../memory-flag.ts'
import { ticksOf } from '../ticks.ts'
import type { Doing } from '../worker/serve.ts'

/** Runs of a method on a benchmark, one a seed. */
export interface RunOrder {
  readonly name: string
  readonly flags: ExperimentFlags
  /** Whether no other method is run with the same flags: then each flag must be of use to this one. */
  readonly alone: boolean
}

/** A run before it begins. */
export interface Announced {
  readonly started: RunStarted
  /** The names of its tasks. */
  readonly tasks: readonly string[]
  /** How many ticks it will give. */
  readonly ticks: number
}

/** What is told of runs: all of them once they are ready to start; then what happens in them, each by its place in that list. */
export type RunNews =
  | { readonly _tag: 'Ready'; readonly runs: readonly Announced[] }
  | { readonly _tag: 'Event'; readonly run: number; readonly event: RecordedEvent }
  | { readonly _tag: 'Ticks'; readonly run: number; readonly ticks: number; readonly at: Place }

/** How often, in milliseconds, ticks are told. */
const pause = 100

const announced = ({ runs }: Experiment): readonly Announced[] =>
  runs.map(({ started, stream }) => ({
    started,
    tasks: stream.tasks.map(({ name }) => name),
    ticks: ticksOf(stream, started, started.evaluateEvery),
  }))

/** Carries out runs, one after the other, until one fails or is interrupted. */
const carryOut = async ({ runs }: Experiment, tell: (news: RunNews) => void, signal: AbortSignal): Promise<void> => {
  for (const [run, { events }] of runs.entries()) {
    let ticks = 0
    let told = performance.now()
    let at: Place = { task: 0, batch: 0, during: 'initialisation' }
    const flush = (): void => {
      if (ticks > 0) tell({ _tag: 'Ticks', run, ticks, at })
      ticks = 0
      told = performance.now()
    }
    for await (const event of events(signal)) {
      if (isRecorded(event)) {
        flush()
        tell({ _tag: 'Event', run, event })
        if (event._tag === 'RunFailed' || event._tag === 'RunInterrupted') return
      } else {
        ticks += 1
        at =
          event._tag === 'BatchDone'
            ? { task: event.task, batch: event.batch, during: 'onBatch' }
            : { task: Math.max(0, event.after - 1), batch: 0, during: 'evaluation' }
        if (performance.now() - told > pause) flush()
      }
    }
  }
}

/** Runs a method and tells of it. */
export const runErrand: Doing<'run'> = ({ name, flags, alone }, tell, signal) =>
  pipe(
    settingsOf(name, flags),
    TE.chainFirstEitherK((settings) => (alone ? usedMemory([settings]) : E.right(undefined))),
    TE.chain(experiment),
    TE.chainTaskK((ready) => async () => {
      tell({ _tag: 'Ready', runs: announced(ready) })
      await carryOut(ready, tell, signal)
    }),
  )
