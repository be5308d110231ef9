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

/** What a run is called among those of a comparison: no system takes a colon for a drive. */
export const jobName = ({ label, seed }: Pick<Job, 'label' | 'seed'>): string =>
  `${label.replaceAll(':', ',')}-seed${seed}`

/** The file in a folder that holds the record of the run of that name. */
export const recordNamed = (folder: string, name: string): string => join(folder, 'records', `${name}.jsonl`)

/** The file in a folder that holds the record of a run. */
export const recordPath = (folder: string, job: Pick<Job, 'label' | 'seed'>): string =>
  recordNamed(folder, jobName(job))
