import { parseSeeds } from './numbers.ts'
import { data } from './rows/data.ts'
import { device } from './rows/device.ts'
import { extent } from './rows/extent.ts'
import { judging } from './rows/judging.ts'
import { learner } from './rows/learner.ts'
import { written } from './rows/read.ts'
import { start } from './rows/start.ts'
import { needed, type Rows } from './setting.ts'

/** The settings of experiments, in the order of help and records; what isn't given is the benchmark's own. */
export const table = {
  ...extent,
  ...learner,
  ...data,
  ...judging,
  ...device,
  ...start,
  seeds: needed({
    flag: { form: '--seeds <LIST>', about: 'a run a seed, such as 0,1,2 or 0-4' },
    fallback: '0',
    read: () => (value) => parseSeeds(written(value)),
  }),
} as const satisfies Rows

export type Table = typeof table
