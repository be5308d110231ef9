import type { Option } from 'commander'
import { listed } from './setting-flags.ts'

/** The flag that has the curves of runs written for other tools. */
export const logFlag = (): Option =>
  listed('--log <KIND DIR...>', 'write every curve as it is drawn: tensorboard or csv, and a folder')
