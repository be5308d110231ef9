import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Fault, fault } from '../../fault.ts'
import { messageOf } from '../../message-of.ts'
import { placeOf } from '../../source-place.ts'
import type { Figures } from './metrics.ts'
import type { Better, ScoreMatrix } from './protocol.ts'
import { significant } from './signed.ts'
import { writtenNumber } from './written-number.ts'

/** A metric of one's own: a number that a run comes to, from the scores on each task. */
export interface OwnMetric {
  readonly name: string
  /** Its head in tables; its name unless given. */
  readonly head?: string
  readonly about?: string
  readonly better: Better
  /** @param before b, the scores on each task before any training */
  readonly of: (matrix: ScoreMatrix, before: readonly number[]) => number
}

/** What records keep of one: how it is told of. */
export const toldMetric = t.strict({
  name: t.string,
  head: t.string,
  about: t.string,
  better: t.keyof({ more: null, less: null }),
})

export type ToldMetric = Readonly<t.TypeOf<typeof toldMetric>>

/**
 * A metric of one's own, for `train` and for `--metric FILE`. The matrix has a row a task, entry [i][j] the score on task j after task i
 * was learned; a row holds the tasks learned so far and the next one.
 *
 * @example
 * const worst = defineMetric({ name: 'worst', better: 'more', of: (matrix) => Math.min(...(matrix.at(-1) ?? [])) })
 * worst.of([[0.9, 0.1], [0.6, 0.8]], [0.1, 0.1])   // => 0.6
 */
export const defineMetric = (metric: OwnMetric): OwnMetric => metric

/** Whether a value looks like a metric, for finding it among what a file exports. */
export const isMetricLike = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'of' in value && typeof value.of === 'function' && 'better' in value

const isText = (value: unknown): value is string => typeof value === 'string' && /\S/.test(value)

/** The metric that a value from a user's file is: each field is judged. */
export const metricFrom = (value: unknown): E.Either<Fault, OwnMetric> => {
  const wrong = (rule: string, got: unknown, path: readonly string[] = []) =>
    E.left(
      fault({
        where: 'metric',
        rule,
        got: typeof got === 'string' ? `\`${got}\`` : typeof got === 'object' ? 'an object' : String(got),
        path: [...path],
        hint: "defineMetric({ name: 'worst', better: 'more', of: (matrix) => … }) makes one",
      }),
    )
  if (!isMetricLike(value)) return wrong('a metric must be what `defineMetric` makes', value)
  const metric = value as OwnMetric
  if (!isText(metric.name) || !/^[\w-]+$/.test(metric.name))
    return wrong('`name` must be letters, digits, _ and -', metric.name, ['name'])
  if (metric.head !== undefined && !isText(metric.head)) return wrong('`head` must be a text', metric.head, ['head'])
  if (metric.about !== undefined && !isText(metric.about))
    return wrong('`about` must be a text', metric.about, ['about'])
  return metric.better === 'more' || metric.better === 'less'
    ? E.right(metric)
    : wrong("`better` must be 'more' or 'less'", metric.better, ['better'])
}

/** How a record tells of a metric. */
export const told = ({ name, head = name, about = 'a metric of your own', better }: OwnMetric): ToldMetric => ({
  name,
  head,
  about,
  better,
})

/**
 * What own metrics make of the scores of a run, by name.
 *
 * @returns a `Left` where one throws, or gives no finite number
 */
export const ownFigures = (
  metrics: readonly OwnMetric[],
  matrix: ScoreMatrix,
  before: readonly number[],
): E.Either<Fault, Figures> =>
  pipe(
    metrics,
    E.traverseArray(({ name, of }) => {
      const wrong = (rule: string, got: string, ...path: readonly string[]): Fault =>
        fault({ where: `metric ${name}`, rule, got, path })
      return pipe(
        E.tryCatch(
          // What it is given is its own: changing it changes nothing else.
          () => of(structuredClone(matrix), [...before]) as unknown,
          (error) =>
            wrong(
              'a metric must not fail',
              messageOf(error).trim().replace(/\.+$/, ''),
              ...[placeOf(error) ?? []].flat(),
            ),
        ),
        E.filterOrElse(
          (value): value is number => typeof value === 'number' && Number.isFinite(value),
          (value) => wrong('a metric must give a finite number', String(value)),
        ),
        E.map((value) => [name, value] as const),
      )
    }),
    E.map(Object.fromEntries),
  )

/** What stands before the name of an own metric among the numbers of a run, so that none is taken for another. */
const mark = 'own:'

/** Numbers of own metrics among those of a run. */
export const marked = (own: Figures): Figures =>
  Object.fromEntries(Object.entries(own).map(([name, value]) => [`${mark}${name}`, value]))

/** The number of an own metric among those of a run. */
export const ownIn = (figures: Readonly<Record<string, number | undefined>>, name: string): number | undefined =>
  figures[`${mark}${name}`]

/** The codec of numbers of own metrics among others: it keeps those, and only those. */
export const markedCodec: t.Type<Figures, Readonly<Record<string, unknown>>, unknown> = new t.Type(
  'own metrics',
  (u): u is Figures => typeof u === 'object' && u !== null,
  (u, context) =>
    pipe(
      Object.entries(typeof u === 'object' && u !== null ? u : {}).filter(([name]) => name.startsWith(mark)),
      E.traverseArray(([name, value]) =>
        pipe(
          writtenNumber.validate(value, t.appendContext(context, name, writtenNumber)),
          E.map((number) => [name, number] as const),
        ),
      ),
      E.map(Object.fromEntries),
    ),
  (figures) =>
    Object.fromEntries(
      Object.entries(figures).flatMap(([name, value]) =>
        name.startsWith(mark) ? [[name, writtenNumber.encode(value as number)]] : [],
      ),
    ),
)

/** A value of an own metric: three digits that count, with its sign where it is below 0. */
export const shownOwn = (value: number): string => `${value < 0 ? '−' : ''}${significant(3)(Math.abs(value))}`
