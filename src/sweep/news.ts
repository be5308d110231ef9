import type { Place, RecordedEvent, RunStarted } from '../experiment/protocol/index.ts'

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
  /** A run goes on: what it had told when it stopped, and how many ticks it had given. */
  | {
      readonly _tag: 'Resumed'
      readonly run: number
      readonly events: readonly RecordedEvent[]
      readonly ticks: number
    }
  /** Something that a person should know, in words. */
  | { readonly _tag: 'Noted'; readonly run: number; readonly text: string }
  | { readonly _tag: 'Ticks'; readonly run: number; readonly ticks: number; readonly at: Place }
