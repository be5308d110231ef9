import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type HostBatch, readBatch, withHead } from '../../data/index.ts'
import type { Fault } from '../../fault.ts'
import type { Session, State } from '../../interpreters/runtime/index.ts'
import { child, key, sampleWithoutReplacement } from '../../random/index.ts'
import type { Stream, Task } from '../../streams/index.ts'
import { type Alignment, alignmentOf } from './alignment.ts'
import { type Fit, fitsOf } from './fits.ts'
import type { Surroundings } from './instrument.ts'
import { fisherSpectrum, type Spectrum } from './spectrum.ts'

/** What can be measured of a learner after each task, beside its accuracy. */
export const measures = ['alignment', 'fisher', 'fits'] as const

export type Measure = (typeof measures)[number]

/** What was measured, as far as it was asked for and is there. */
export interface Measured {
  /** Of the tasks learned so far, on training examples of each. */
  readonly alignment?: Alignment
  /** Of the diagonal Fisher information on training examples of the task just learned. */
  readonly fisher?: Spectrum
  /** Of the first episodes that the last stretch is judged by. */
  readonly fits?: readonly Fit[]
}

/** How many training examples of a task are looked at. */
export const examplesATask = 200

/** The same examples of a task each time. */
const batchOf = (task: Task, seed: number): E.Either<Fault, HostBatch> => {
  const { train, index, classes } = task
  const chosen = sampleWithoutReplacement(child(key(seed), 'measures', index), examplesATask, train.count)
  return pipe(readBatch(train, chosen, index), E.map(withHead(classes)))
}

const batchesOf = function* (tasks: readonly Task[], seed: number) {
  for (const task of tasks) yield batchOf(task, seed)
}

/** Measures a learner that has learned the first `learned` tasks of a stream, at least one. It is left as it is. */
export type Gauge<Buffer> = (stream: Stream, learner: State<Buffer>, learned: number) => TE.TaskEither<Fault, Measured>

/** What measures learners on a device. */
export const gauge = <Buffer>(
  asked: readonly Measure[],
  around: Surroundings<Buffer>,
  own: Session<Buffer>,
): Gauge<Buffer> => {
  const alignment = asked.includes('alignment') ? alignmentOf(around) : undefined
  const fisher = asked.includes('fisher') ? fisherSpectrum(around) : undefined
  const fits = asked.includes('fits') ? fitsOf(own) : undefined
  return (stream, learner, learned) => {
    const { tasks, seed } = stream
    const last = learned === tasks.length ? tasks.at(-1) : undefined
    return pipe(
      TE.Do,
      TE.bind(
        'alignment',
        () => alignment?.(seed, learner, batchesOf(tasks.slice(0, learned), seed)) ?? TE.right(undefined),
      ),
      TE.bind(
        'fisher',
        () => fisher?.(seed, learner, batchesOf(tasks.slice(learned - 1, learned), seed)) ?? TE.right(undefined),
      ),
      TE.bind('fits', () =>
        fits === undefined || last === undefined ? TE.right(undefined) : fits(stream, last, learner),
      ),
      TE.map(({ alignment, fisher, fits: found }) => ({
        ...(alignment === undefined ? {} : { alignment }),
        ...(fisher === undefined ? {} : { fisher }),
        ...(found === undefined ? {} : { fits: found }),
      })),
    )
  }
}
