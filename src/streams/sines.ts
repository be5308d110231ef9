import type * as E from 'fp-ts/lib/Either.js'
import type { DataSet, Examples } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, type Key, key, uniforms } from '../random/index.ts'
import { admitted, limitOfTasks } from './admitted.ts'
import { type Sides, stretchesOf } from './episodes.ts'
import { placeOnLine, sineOf } from './sine.ts'
import type { Stream, StreamSettings } from './stream.ts'

/** How many points of a sine what came of adapting is judged by, in exams. */
const queries = 40

const pointsOf = (xs: readonly number[], wave: (x: number) => number): Examples => ({
  count: xs.length,
  inputShape: [1],
  classes: 1,
  copyInput: (index, into, offset) => {
    into[offset] = xs[index]!
  },
  label: () => 0,
  copyTarget: (index, into, offset) => {
    // Of the point as it is seen, which float32 has rounded.
    into[offset] = wave(Math.fround(xs[index]!))
  },
})

const episodeOf = (of: Key, support: number, query: number): Sides => {
  const [a = 0, phase = 0, ...us] = uniforms(of, support + query + 2)
  const xs = us.map(placeOnLine)
  const wave = sineOf(a, phase)
  return { support: pointsOf(xs.slice(0, support), wave), query: pointsOf(xs.slice(support), wave) }
}

/**
 * Episodes of sines: each is a sine of unknown amplitude and phase, of which K points are to be adapted to and K others judge that while
 * meta-training.
 *
 *   y = A sin(x + φ),  A ~ U[0.1, 5],  φ ~ U[0, π],  x ~ U[−5, 5]
 *
 * `samples` is K, `tasks` into how many stretches meta-training is cut. An episode depends on the seed, its half and its number. Exams are
 * on sines of their own with 40 points each: 60 after each stretch but the last, 600 after that.
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
  return admitted(name, settings, [limitOfTasks, most], () =>
    stretchesOf(
      {
        name,
        seed,
        like: { inputShape: [1], classes: 1 },
        lengths: { train: { support: samples, query: samples }, test: { support: samples, query: queries } },
        train: (episode) => episodeOf(child(of, 'train', episode), samples, samples),
        test: (episode) => episodeOf(child(of, evaluate, episode), samples, queries),
      },
      tasks,
    ),
  )
}
