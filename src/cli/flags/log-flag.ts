import type { Option } from 'commander'
import { knows } from './known-values.ts'
import { listed } from './setting-flags.ts'

/** The flag that has the curves of runs written for other tools. */
export const logFlag = (): Option =>
  knows(listed('--log <KIND DIR...>', 'write every curve as it is drawn: tensorboard or csv, and a folder'), [
    'tensorboard',
    'csv',
  ])
