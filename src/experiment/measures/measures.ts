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
import { type Sparsity, sparsityOf } from './sparsity.ts'
import { fisherSpectrum, type Spectrum } from './spectrum.ts'

/** What can be measured of a learner after each task, beside its accuracy. */
export const measures = ['alignment', 'fisher', 'fits', 'sparsity'] as const

export type Measure = (typeof measures)[number]

/** What was measured, as far as it was asked for and is there. */
export interface Measured {
  /** Of the tasks learned so far, on training examples of each. */
  readonly alignment?: Alignment
  /** Of the diagonal Fisher information on training examples of the task just learned. */
  readonly fisher?: Spectrum
  /** Of the first episodes that the last stretch is judged by. */
  readonly fits?: readonly Fit[]
  /** Of the representation, on examples that the task just learned is judged by. */
  readonly sparsity?: Sparsity
}

/** How many training examples of a task are looked at. */
export const examplesATask = 200

/** The same examples of a task each time. */
const batchOf = (task: Task, seed: number, of: 'train' | 'test' = 'train'): E.Either<Fault, HostBatch> => {
  const { index, classes } = task
  const all = task[of]
  const chosen = sampleWithoutReplacement(child(key(seed), 'measures', index), examplesATask, all.count)
  return pipe(readBatch(all, chosen, index), E.map(withHead(classes)))
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
  const sparsity = asked.includes('sparsity') ? sparsityOf(around) : undefined
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
      TE.bind(
        'sparsity',
        () =>
          sparsity?.(
            seed,
            learner,
            tasks.slice(learned - 1, learned).map((task) => batchOf(task, seed, 'test')),
          ) ?? TE.right(undefined),
      ),
      TE.map(({ alignment, fisher, fits: found, sparsity: sparse }) => ({
        ...(alignment === undefined ? {} : { alignment }),
        ...(fisher === undefined ? {} : { fisher }),
        ...(found === undefined ? {} : { fits: found }),
        ...(sparse === undefined ? {} : { sparsity: sparse }),
      })),
    )
  }
}
