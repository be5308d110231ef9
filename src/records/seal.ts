import { digestOf } from '../digest.ts'
import { type RecordedEvent, recordedEvent } from '../experiment/protocol/index.ts'

/** How a run ends: one of these is its last event. */
export type Ending = Extract<RecordedEvent, { readonly _tag: 'RunEnded' | 'RunFailed' | 'RunInterrupted' }>

export const isEnding = (event: RecordedEvent): event is Ending =>
  event._tag === 'RunEnded' || event._tag === 'RunFailed' || event._tag === 'RunInterrupted'

/** The digest of a run's events, the last of which is without its seal. */
const sealOf = (before: readonly RecordedEvent[], { seal: _, ...ending }: Ending): string =>
  digestOf([...before, ending].map((event) => recordedEvent.encode(event)))

/** The ending of a run with its seal, so that a record says whether it is as it was written. */
export const sealed = (before: readonly RecordedEvent[], ending: Ending): Ending => ({
  ...ending,
  seal: sealOf(before, ending),
})

/** Whether an ending has the seal of the events before it and of itself. */
export const isSealed = (before: readonly RecordedEvent[], ending: Ending): boolean =>
  ending.seal === sealOf(before, ending)
