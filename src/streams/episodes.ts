import { type EpisodeLength, type Examples, lengthOf } from '../data/index.ts'
import type { Stream } from './stream.ts'

/** How many episodes a stretch of meta-training may draw from: more than any is long, so that none comes twice. */
const trainingEpisodes = 2 ** 20

/** On how many fresh episodes a learner is judged after a stretch of meta-training: on the number that papers have after the last. */
export const examEpisodes = (stretch: number, stretches: number): number => (stretch === stretches - 1 ? 600 : 60)

/** An episode: examples to adapt to, and examples to be judged by. */
export interface Sides {
  readonly support: Examples
  readonly query: Examples
}

/** A rule that makes episodes by number, to learn from and to be judged by, those of each half alike in length. */
export interface EpisodeRule {
  readonly name: string
  readonly seed: number
  readonly like: Pick<Examples, 'inputShape' | 'classes'>
  readonly lengths: { readonly train: EpisodeLength; readonly test: EpisodeLength }
  readonly train: (episode: number) => Sides
  readonly test: (episode: number) => Sides
}

/**
 * The episodes from number `from` to before `from + count`, one after the other, as examples by number. Each is made when one of its
 * examples is asked for, and the last one is kept: examples are read episode by episode.
 */
const inSequence = (
  make: (episode: number) => Sides,
  { support, query }: EpisodeLength,
  like: EpisodeRule['like'],
  from: number,
  count: number,
): Examples => {
  const rows = support + query
  let known: { readonly episode: number; readonly sides: Sides } | undefined
  const placed = (index: number): { readonly examples: Examples; readonly at: number } => {
    const episode = from + Math.floor(index / rows)
    if (known?.episode !== episode) known = { episode, sides: make(episode) }
    const row = index % rows
    return row < support
      ? { examples: known.sides.support, at: row }
      : { examples: known.sides.query, at: row - support }
  }
  return {
    ...like,
    count: count * rows,
    copyInput: (index, into, offset) => {
      const { examples, at } = placed(index)
      examples.copyInput(at, into, offset)
    },
    label: (index) => {
      const { examples, at } = placed(index)
      return examples.label(at)
    },
    ...(make(from).support.copyTarget === undefined
      ? {}
      : {
          copyTarget: (index, into, offset) => {
            const { examples, at } = placed(index)
            examples.copyTarget?.(at, into, offset)
          },
        }),
  }
}

/** Which episodes of the other half judge a learner after a stretch: so many from a number on. */
export type ExamRule = (stretch: number, stretches: number) => { readonly from: number; readonly count: number }

/** Fresh ones after each stretch: see `examEpisodes`. No episode comes twice. */
const freshExams: ExamRule = (stretch, stretches) => ({
  from: stretch * examEpisodes(0, 2),
  count: examEpisodes(stretch, stretches),
})

/** The same ones at every exam, so that what training did is told pair by pair. */
export const sameExams =
  (count: number): ExamRule =>
  () => ({ from: 0, count })

/**
 * A stream of episodes in so many stretches of meta-training, each with fresh ones. After each a learner is judged on episodes of the
 * other half, fresh ones unless `exams` says which.
 */
export const stretchesOf = (
  { name, seed, like, lengths, train, test }: EpisodeRule,
  stretches: number,
  exams: ExamRule = freshExams,
): Stream => ({
  name,
  seed,
  tasks: Array.from({ length: stretches }, (_, index) => {
    const { from, count } = exams(index, stretches)
    return {
      index,
      name: `stretch ${index + 1}`,
      episodes: lengths,
      train: inSequence(train, lengths.train, like, index * trainingEpisodes, trainingEpisodes),
      test: inSequence(test, lengths.test, like, from, count),
    }
  }),
})

/** How many episodes some examples are of. */
export const episodesAmong = ({ count }: Pick<Examples, 'count'>, length: EpisodeLength): number =>
  count / lengthOf(length)
