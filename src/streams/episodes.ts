import { type EpisodeLength, lengthOf } from '../data/index.ts'

/** How many episodes a stretch of meta-training may draw from: more than any is long, so that none comes twice. */
export const trainingEpisodes = 2 ** 20

/** On how many fresh episodes a learner is judged after a stretch of meta-training: on the number that papers have after the last. */
export const examEpisodes = (stretch: number, stretches: number): number => (stretch === stretches - 1 ? 600 : 60)

/** An episode, and which of its examples: those to adapt to come first. */
export interface Within<A> {
  readonly at: A
  readonly row: number
}

/**
 * Episodes of one length, by the number of an example among all: each is made when one of its examples is asked for, and the last ones
 * are kept, since examples are read episode by episode.
 *
 * @param make the episode of a number below `count`
 */
export const withinEpisodes = <A>(
  count: number,
  length: EpisodeLength,
  make: (episode: number) => A,
): ((index: number) => Within<A>) => {
  const rows = lengthOf(length)
  let known: { readonly number: number; readonly at: A } | undefined
  return (index) => {
    const number = Math.min(count - 1, Math.floor(index / rows))
    if (known?.number !== number) known = { number, at: make(number) }
    return { at: known.at, row: index - number * rows }
  }
}
