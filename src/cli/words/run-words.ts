import type { RunStarted } from '../../experiment/protocol/index.ts'
import { settingWords } from '../../experiment/settings/index.ts'
import { printable } from '../../printable.ts'

/** What was learned and for how long, in words: `20 tasks of 1000 examples, batches of 10`. */
export const extentWords = (of: Pick<RunStarted, 'tasks' | 'samples' | 'batch'> & Partial<RunStarted>): string =>
  settingWords('extent', of)

/** What learned, in words: `mlp on wasm, judged by test examples`. */
export const learnerWords = (started: RunStarted): string =>
  `${settingWords('learner', started)}, ${settingWords('judging', started)}`

/** What was learned from and how it was shown, in words. */
export const dataWords = (started: RunStarted): string => `${printable(started.data)}${settingWords('data', started)}`
