import { protocolOf } from '../../../experiment/protocol/index.ts'
import type { RecordedRun } from '../../../records/index.ts'
import { mishapOf } from '../../../sweep/index.ts'

/** How a run ended, in a line: the first two numbers that methods are compared by, and the time. */
export const endingOf = (run: RecordedRun): string => {
  const { ending, started } = run
  if (ending?._tag !== 'RunEnded') return mishapOf(run) ?? ''
  const { metrics, exam } = protocolOf(started)
  const numbers = metrics
    .filter(({ compared }) => compared)
    .slice(0, 2)
    .map(({ head, name, shown }) => `${head} ${shown(ending.metrics[name] ?? 0)}${exam.score.unit.sign}`)
  return `${numbers.join(', ')}, ${ending.trainSeconds.toFixed(1)} s of training`
}
