import type * as E from 'fp-ts/lib/Either.js'
import { type DataSet, type Examples, functionPlaces } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, type Key, key, uniforms } from '../random/index.ts'
import { admitted, limitOfTasks } from './admitted.ts'
import { type Sides, sameExams, stretchesOf } from './episodes.ts'
import { placeOnLine, sineOf } from './sine.ts'
import type { Stream, StreamSettings } from './stream.ts'

/** How many functions a trajectory has, one after the other. */
export const trajectoryFunctions = functionPlaces

/** On how many trajectories of new functions a learner is judged, the same ones at every exam: 500 functions, as in the paper. */
export const functionTrajectories = 50

/** Of each function of an exam so many points are learned, 40 mini-batches of 32 as in the paper's code; so many others judge. */
const learned = 1280
const asked = 100

/** While meta-training so many points of each function judge, once all are learned. */
const judging = 10

/** An input is x and, in as many places as a trajectory has functions, which of them is meant. */
const inputs = 1 + functionPlaces

/** A function of a trajectory: its place there, what it is, and where it is learned and asked for. */
interface Lesson {
  readonly place: number
  readonly wave: (x: number) => number
  readonly support: readonly number[]
  readonly query: readonly number[]
}

const lessonOf = (of: Key, place: number, each: { readonly support: number; readonly query: number }): Lesson => {
  const [a = 0, b = 0, ...us] = uniforms(child(of, place), 2 + each.support + each.query)
  const xs = us.map(placeOnLine)
  return { place, wave: sineOf(a, b), support: xs.slice(0, each.support), query: xs.slice(each.support) }
}

/** The points of some functions on one side, function by function. */
const pointsOf = (lessons: readonly Lesson[], side: keyof Sides): Examples => {
  const points = lessons.flatMap(({ place, wave, [side]: xs }) => xs.map((x) => ({ place, wave, x })))
  return {
    count: points.length,
    inputShape: [inputs],
    classes: 1,
    copyInput: (index, into, offset) => {
      const { x, place } = points[index]!
      into.fill(0, offset, offset + inputs)
      into[offset] = x
      into[offset + 1 + place] = 1
    },
    label: () => 0,
    copyTarget: (index, into, offset) => {
      const { x, wave } = points[index]!
      // Of the point as it is seen, which float32 has rounded.
      into[offset] = wave(Math.fround(x))
    },
  }
}

const sidesOf = (lessons: readonly Lesson[]): Sides => ({
  support: pointsOf(lessons, 'support'),
  query: pointsOf(lessons, 'query'),
})

/**
 * Incremental sine waves: ten sines learned one after the other by one network, whose input says which of them is meant.
 *
 *   (x, e_k) ↦ A_k sin(x + φ_k),  A ~ U[0.1, 5],  φ ~ U[0, π],  x ~ U[−5, 5],  k = 1 … 10
 *
 * An episode of meta-training is a whole trajectory: `samples` points of each function to learn from, the first function first, then ten
 * points of each that judge. Exams are fifty trajectories of functions of their own: 1280 points of each to learn from, function by
 * function, and 100 others that judge. `tasks` is into how many stretches meta-training is cut. A trajectory depends on the seed, its half
 * and its number.
 *
 * @source K. Javed and M. White, Meta-Learning Representations for Continual Learning, NeurIPS 2019, section 4.1, and its code
 * @deviation the source meta-trains on 400 functions, here each trajectory has functions of its own; amplitudes in its code are of [0.1, 5.1]
 * @returns a `Left` when `tasks` or `samples` isn't a whole number ≥ 1 or is too large
 */
export const incrementalSines = (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
  const name = 'incremental-sines'
  const { seed, tasks, samples = 160, evaluate = 'test' } = settings
  const of = child(key(seed), name)
  const most = {
    setting: 'samples' as const,
    most: learned,
    because: `the points of a function that are learned in an exam on ${data.name}`,
    hint: 'ask for fewer',
  }
  return admitted(name, settings, [limitOfTasks, most], () => {
    const exam = { support: learned, query: asked }
    const training = (episode: number): Sides =>
      sidesOf(
        Array.from({ length: trajectoryFunctions }, (_, place) =>
          lessonOf(child(of, 'train', episode), place, { support: samples, query: judging }),
        ),
      )
    const lesson = (number: number): Sides =>
      sidesOf([
        lessonOf(child(of, evaluate, Math.floor(number / trajectoryFunctions)), number % trajectoryFunctions, exam),
      ])
    return stretchesOf(
      {
        name,
        seed,
        like: { inputShape: [inputs], classes: 1 },
        lengths: {
          train: { support: trajectoryFunctions * samples, query: trajectoryFunctions * judging },
          test: exam,
        },
        train: training,
        test: lesson,
      },
      tasks,
      sameExams(functionTrajectories * trajectoryFunctions),
    )
  })
}
