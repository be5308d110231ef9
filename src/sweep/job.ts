import { join } from 'node:path'
import type { RunStarted } from '../experiment/protocol/index.ts'
import type { RunOrder } from './order.ts'

/** One run of a comparison: a method at a seed. */
export interface Job {
  readonly label: string
  readonly seed: number
  /** How its record begins, the backend as far as it is known. */
  readonly asked: RunStarted
  readonly ticks: number
  readonly order: RunOrder
}

/** The file in a folder that holds the record of a run. */
export const recordPath = (folder: string, { label, seed }: Pick<Job, 'label' | 'seed'>): string =>
  // No system takes a colon for a drive.
  join(folder, 'records', `${label.replaceAll(':', ',')}-seed${seed}.jsonl`)
