import type * as E from 'fp-ts/lib/Either.js'
import type { DataSet, EpisodeLength, Examples } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, type Key, key, uniforms } from '../random/index.ts'
import { admitted, limitOfTasks } from './admitted.ts'
import { withinEpisodes, examEpisodes, trainingEpisodes } from './episodes.ts'
import type { Stream, StreamSettings } from './stream.ts'

/** A sine and points on it. */
interface Sine {
  readonly amplitude: number
  readonly phase: number
  readonly xs: readonly number[]
}

const sineOf = (of: Key, points: number): Sine => {
  const [a = 0, phase = 0, ...xs] = uniforms(of, points + 2)
  return { amplitude: 0.1 + 4.9 * a, phase: Math.PI * phase, xs: xs.map((u) => 10 * u - 5) }
}

/** How many points of a sine what came of adapting is judged by, in exams. */
const queries = 40

/** The episodes of some sines, of one length. */
const wavesOf = (of: Key, count: number, length: EpisodeLength): Examples => {
  const { support, query } = length
  const episode = withinEpisodes(count, length, (number) => sineOf(child(of, number), support + query))
  return {
    count: count * (support + query),
    inputShape: [1],
    classes: 1,
    copyInput: (index, into, offset) => {
      const { at, row } = episode(index)
      into[offset] = at.xs[row]!
    },
    label: () => 0,
    copyTarget: (index, into, offset) => {
      const { at, row } = episode(index)
      // Of the point as it is seen, which float32 has rounded.
      into[offset] = at.amplitude * Math.sin(Math.fround(at.xs[row]!) + at.phase)
    },
  }
}

/**
 * Episodes of sines: each is a sine of unknown amplitude and phase, of which K points are to be adapted to and K others judge that while
 * meta-training.
 *
 *   y = A sin(x + φ),  A ~ U[0.1, 5],  φ ~ U[0, π],  x ~ U[−5, 5]
 *
 * `samples` is K, `tasks` into how many stretches meta-training is cut. The episodes depend on the seed, the stretch and their number in
 * it. Exams are on sines of their own with 40 points each: 60 after each stretch but the last, 600 after that.
 *
 * @source C. Finn, P. Abbeel and S. Levine, Model-agnostic meta-learning, ICML 2017, section 5.1
 * @returns a `Left` when `tasks` or `samples` isn't a whole number ≥ 1 or is too large
 */
export const sines = (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
  const name = 'sine'
  const { seed, tasks, samples = 10, evaluate = 'test' } = settings
  const of = child(key(seed), name)
  const most = {
    setting: 'samples' as const,
    most: 1000,
    because: `the points of a sine in an episode of ${data.name}`,
    hint: 'ask for fewer',
  }
  return admitted(name, settings, [limitOfTasks, most], () => ({
    name,
    seed,
    tasks: Array.from({ length: tasks }, (_, index) => {
      const [train, test] = [
        { support: samples, query: samples },
        { support: samples, query: queries },
      ]
      return {
        index,
        name: `stretch ${index + 1}`,
        episodes: { train, test },
        train: wavesOf(child(of, 'train', index), trainingEpisodes, train),
        test: wavesOf(child(of, evaluate, index), examEpisodes(index, tasks), test),
      }
    }),
  }))
}
