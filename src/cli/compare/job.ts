import { join } from 'node:path'
import type { RecordedEvent, RunStarted } from '../../experiment/index.ts'
import { startedOf } from '../../experiment/index.ts'
import type { Fault } from '../../fault.ts'
import type { ExperimentFlags } from '../experiment-settings.ts'
import { ticksOf } from '../ticks.ts'
import type { Contestant } from './contestants.ts'

/** One run of a comparison: a method at a seed. */
export interface Job {
  readonly label: string
  readonly seed: number
  /** How its record begins, the backend as far as it is known. */
  readonly asked: RunStarted
  readonly ticks: number
  readonly order: Order
}

/** What a thread is told to run. */
export interface Order {
  readonly name: string
  readonly flags: ExperimentFlags
}

/** What a thread is told. */
export type Command = { readonly _tag: 'Run'; readonly order: Order } | { readonly _tag: 'Stop' }

/** What a thread tells of the run that it carries out. `Idle` comes last. */
export type Message =
  | { readonly _tag: 'Event'; readonly event: RecordedEvent }
  | { readonly _tag: 'Ticks'; readonly ticks: number }
  | { readonly _tag: 'Refused'; readonly fault: Fault }
  | { readonly _tag: 'Idle' }

/** The runs of a comparison: all methods at the first seed, then at the next, so that there is soon something of each. */
export const jobsOf = (contestants: readonly Contestant[]): readonly Job[] => {
  const seeds = contestants[0]?.settings.seeds ?? []
  return seeds.flatMap((seed, i) =>
    contestants.flatMap(({ label, flags, settings, ready }) => {
      const stream = ready.streams[i]
      if (stream === undefined) return []
      return {
        label,
        seed,
        asked: startedOf(settings, ready, stream, settings.backend),
        ticks: ticksOf(stream, ready.schedule, settings.evaluateEvery),
        order: { name: settings.name, flags: { ...flags, seeds: `${seed}` } },
      }
    }),
  )
}

/** The file in a folder that holds the record of a run. */
export const recordPath = (folder: string, { label, seed }: Pick<Job, 'label' | 'seed'>): string =>
  join(folder, 'records', `${label}-seed${seed}.jsonl`)
