import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import type { Protocol, ScoreMatrix } from './protocol.ts'

/**
 * Accuracies as fractions: entry [i][j] is that on task j after task i was learned, both from 0. A row a task. Row i holds the
 * tasks learned so far and the next one, j ≤ i + 1, which is all that a metric asks for; it may go on to tasks that are still to come.
 */
export type AccuracyMatrix = readonly (readonly number[])[]

/** How many tasks are judged when so many of them are learned: all before training, else those learned and the next. */
export const judgedAfter = (learned: number, tasks: number): number =>
  learned === 0 ? tasks : Math.min(tasks, learned + 1)

/**
 * Whether a learner is judged inside a task when so many of its batches are learned: after each `every` of them, and not after the last,
 * where it is judged anyway.
 */
export const judgesInside = (learned: number, batches: number, every: number | undefined): boolean =>
  every !== undefined && learned % every === 0 && learned < batches

/**
 * How often a learner is judged inside a task of so many batches.
 *
 * @law the number of `learned` from 1 on with `judgesInside(learned, batches, every)`
 */
export const timesInside = (batches: number, every: number | undefined): number =>
  every === undefined ? 0 : Math.max(0, Math.ceil(batches / every) - 1)

/**
 * On how many of `tasks` tasks a learner is judged when it has learned so many of them, and so many batches of the next, which has
 * `batchesOf` that task: see `judgedAfter` and `judgesInside`.
 */
export const judgedOn =
  (
    tasks: number,
    batchesOf: (task: number) => number,
    every: number | undefined,
    on: Protocol['exam']['on'] = judgedAfter,
  ) =>
  (learned: number, batches: number): number =>
    batches === 0 ? on(learned, tasks) : judgesInside(batches, batchesOf(learned), every) ? tasks : 0

/** What a mean over T − 1 terms is divided by: the GEM family's code divides by T. */
export type Denominator = 'T-1' | 'T'

/** What a run comes to by accuracies. */
export type Metrics = {
  readonly acc: number
  readonly bwt: number
  readonly fwt: number
  readonly learningAccuracy: number
  readonly forgetting: number
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Σ xᵢ / n; 0 for no values. */
export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length)

/** The sample standard deviation, √(Σ (xᵢ − x̄)² / (n − 1)); 0 for fewer than two values. */
export const deviation = (values: readonly number[]): number => {
  const centre = mean(values)
  return values.length < 2 ? 0 : Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1))
}

/** The mean of T − 1 terms, or their sum over T. */
const divided = (terms: readonly number[], over: Denominator): number =>
  over === 'T' ? sum(terms) / (terms.length + 1) : mean(terms)

const last = (matrix: AccuracyMatrix): readonly number[] => matrix[matrix.length - 1] ?? []

/** ACC = mean of the last row: the accuracy over all tasks once all are learned. In [0, 1]. */
export const averageAccuracy = (matrix: AccuracyMatrix): number => mean(last(matrix))

/** LA = mean of the diagonal: the accuracy on each task right after learning it. In [0, 1]. */
export const learningAccuracy = (matrix: AccuracyMatrix): number => mean(matrix.map((row, task) => row[task] ?? 0))

/**
 * BWT = Σ_{j<T} (R[T][j] − R[j][j]) / (T − 1): what learning later tasks did to earlier ones. In [−1, 1]; 0 when T = 1.
 *
 * @param over `T` divides by T instead, as GEM's, MER's and La-MAML's code does; then BWT = ACC − LA
 * @source D. Lopez-Paz and M. Ranzato, Gradient Episodic Memory, NIPS 2017, eq. 3
 */
export const backwardTransfer = (matrix: AccuracyMatrix, over: Denominator = 'T-1'): number => {
  const changes = last(matrix)
    .slice(0, -1)
    .map((after, task) => after - (matrix[task]?.[task] ?? 0))
  return divided(changes, over)
}

/**
 * FWT = Σ_{j>1} (R[j−1][j] − b[j]) / (T − 1): what learning earlier tasks did to one that was not yet learned. In [−1, 1]; 0
 * when T = 1.
 *
 * @param before b, the accuracies before any training
 * @param over `T` divides by T instead, as the code of GEM, MER and La-MAML does
 * @source as `backwardTransfer`, eq. 4
 */
export const forwardTransfer = (matrix: AccuracyMatrix, before: readonly number[], over: Denominator = 'T-1'): number =>
  divided(
    matrix.slice(0, -1).map((row, task) => (row[task + 1] ?? 0) - (before[task + 1] ?? 0)),
    over,
  )

/**
 * F = Σ_{j<T} (max_{j≤i<T} R[i][j] − R[T][j]) / (T − 1): the fall of each task from its best between learning it and the last one.
 * In [−1, 1]; 0 when T = 1; never less than −BWT.
 *
 * @source A. Chaudhry et al., Riemannian Walk, ECCV 2018, eq. 3
 * @deviation the paper's maximum runs over all i < T, also from before task j was learned
 */
export const forgetting = (matrix: AccuracyMatrix): number => {
  const earlier = matrix.slice(0, -1)
  const best = (task: number): number => Math.max(...earlier.slice(task).map((row) => row[task] ?? 0))
  return mean(earlier.map((_, task) => best(task) - (last(matrix)[task] ?? 0)))
}

/**
 * What is wrong with the scores of a run, if anything: a row lacks a task that it must hold, `before` hasn't an entry a task, or an entry
 * is no score.
 */
export const checkedScores = (
  { score, on }: Protocol['exam'],
  matrix: ScoreMatrix,
  before: readonly number[],
): E.Either<Fault, void> => {
  const tasks = matrix.length
  const wrong = (rule: string, got: string, ...path: readonly string[]) =>
    E.left(fault({ where: 'metrics', rule, got, path }))
  const rows = [before, ...matrix]
  const nameOf = (row: number): string => (row === 0 ? 'before training' : `after task ${row}`)
  if (tasks === 0) return wrong(`the ${score.one} matrix must have a row a task`, 'none')
  const ragged = rows.findIndex(
    (row, learned) => row.length < on(learned, tasks) || row.length > Math.max(tasks, on(learned, tasks)),
  )
  if (ragged >= 0) {
    const least = on(ragged, tasks)
    const wanted = least === tasks ? `each of ${tasks} tasks` : `at least ${least} of ${tasks} tasks, and no others`
    return wrong(`there must be ${score.a} for ${wanted}`, `${rows[ragged]?.length}`, nameOf(ragged))
  }
  const { holds, range } = score.admits
  const odd = rows.findIndex((row) => !row.every(holds))
  return odd >= 0
    ? wrong(`${score.many} must be ${range}`, `${rows[odd]?.join(', ')}`, nameOf(odd))
    : E.right(undefined)
}

/** What a run comes to by its protocol, by name. */
export type Figures = Readonly<Record<string, number>>

/**
 * All metrics of a run.
 *
 * @param before the score on each task before any training
 * @returns a `Left` when a row lacks a task that it must hold, `before` hasn't an entry a task, or an entry is no score
 */
export const metricsBy =
  ({ exam, metrics }: Protocol) =>
  (matrix: ScoreMatrix, before: readonly number[]): E.Either<Fault, Figures> =>
    pipe(
      checkedScores(exam, matrix, before),
      E.map(() => Object.fromEntries(metrics.map(({ name, of }) => [name, of(matrix, before)]))),
    )
