import type { Feed } from '../../compiler/index.ts'
import { countsOfBatches, type HostBatch } from '../../data/index.ts'
import type { EventName } from '../../dsl/index.ts'
import { child, type Key, key } from '../../random/index.ts'

/**
 * Something that happens in a stream, as a method sees it. `batch` numbers the events of one name in a task; `batches` are the examples
 * that the event comes with, by the names that the table of events gives them: `batch`, `data`.
 */
export interface StreamEvent {
  readonly name: EventName
  readonly task: number
  readonly batch: number
  readonly batches: Readonly<Record<string, HostBatch>>
  /** Told of what the host makes for the event, before the device runs. */
  readonly hear?: ((drawn: Drawn) => void) | undefined
}

/** What the host makes for an event: examples, random numbers, keys of noise; arrays stacked over the loops around their use. */
export interface Drawn {
  readonly what: Feed['_tag']
  readonly values: readonly Float32Array[]
}

/** Every draw of an event continues this key: (seed, task, event, batch). */
export const eventKey = (seed: number, event: StreamEvent): Key =>
  child(key(seed), 'event', event.task, event.name, event.batch)

export const during = ({ task, batch, name }: StreamEvent): string =>
  `at task ${task + 1}, ${name === 'onBatch' ? `batch ${batch + 1}` : name}`

/** Whether events are of one program: the same event of one task, with as many examples. */
export const alike = (a: StreamEvent, b: StreamEvent): boolean => formOf(a) === formOf(b)
const formOf = ({ name, task, batches }: StreamEvent): string => JSON.stringify([name, task, countsOfBatches(batches)])
