import { protocolOf } from '../../../experiment/protocol/index.ts'
import type { Standing } from '../../../sweep/index.ts'
import { dataWords, extentWords, learnerWords } from '../run-words.ts'

/** What was compared on what, in lines. */
export interface Heading {
  readonly title: string
  readonly details: readonly string[]
}

/** Seeds in few letters: `0-4`, or `0, 2, 5`. */
const spelled = (seeds: readonly number[]): string => {
  const [first = 0] = seeds
  const last = seeds.at(-1) ?? first
  const isRange = seeds.length > 2 && seeds.every((seed, i) => seed === first + i)
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${isRange ? `${first}–${last}` : seeds.join(', ')}`
}

/** The heading of a table: it has at least one method, and all have the same stream. */
export const headingOf = (standings: readonly Standing[], seeds: readonly number[]): Heading => {
  const started = standings[0]?.sample.started
  if (started === undefined) return { title: 'nothing', details: [] }
  const { score } = protocolOf(started).exam
  return {
    title: `${started.benchmark}: ${extentWords(started)}, ${spelled(seeds)}`,
    details: [
      dataWords(started),
      learnerWords(started),
      `${seeds.length > 1 ? '± is the standard deviation over seeds; ' : ''}${score.many} ${score.unit.words}`,
    ],
  }
}
