import type { Place } from '../experiment/protocol/index.ts'
import type { RecordedRun } from '../records/index.ts'

const where = ({ task, batch, during }: Place): string =>
  `task ${task + 1}, ${during === 'onBatch' ? `batch ${batch + 1}` : during}`

/** How a run went wrong, in a few words; nothing for one that came to its end. */
export const mishapOf = ({ ending }: RecordedRun): string | undefined => {
  switch (ending?._tag) {
    case 'RunEnded':
      return undefined
    case 'RunFailed':
      return ending.fault.code === 3
        ? `diverged at ${where(ending.at)}`
        : `failed at ${where(ending.at)}: ${ending.fault.rule}`
    case 'RunInterrupted':
      return `interrupted at ${where(ending.at)}`
    case undefined:
      return 'torn'
  }
}
