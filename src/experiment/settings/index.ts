/** The settings of experiments, in one table, and what follows from it. It loads nothing heavy. */
export { type Asked, asked, type Flags, flagOf } from './asked.ts'
export { parseChoice } from './choice.ts'
export { parseCount, parseSeed, parseSeeds } from './numbers.ts'
export {
  alwaysRecorded,
  type RecordedSettings,
  recordedSettings,
  settingsOf,
  settingWords,
  sometimesRecorded,
} from './recorded.ts'
export type { Flag, Resolved, Setting, Written } from './setting.ts'
export { table } from './table.ts'
