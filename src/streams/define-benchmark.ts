import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Asking, type DataSet, type Examples, holdOut } from '../data/index.ts'
import { type Fault, fault, faultBehind } from '../fault.ts'
import { messageOf } from '../message-of.ts'
import { child, key } from '../random/index.ts'
import { placeOf } from '../source-place.ts'
import { admitted, limitOfTasks } from './admitted.ts'
import { type Benchmark, benchmark, type Rule } from './benchmark.ts'
import { drawn, type Stream, type StreamSettings, type Task, validationFraction } from './stream.ts'

/** Something, or why it can't be had. */
type Perhaps<A> = A | E.Either<Fault, A>

/** A task of a stream of one's own. */
export interface OwnTask {
  readonly name: string
  readonly train: Perhaps<Examples>
  readonly test: Perhaps<Examples>
  /** The labels that it has, ascending, where they aren't all. */
  readonly classes?: readonly number[]
}

type OwnData = Perhaps<DataSet> | TE.TaskEither<Fault, DataSet>

type Common = Partial<Omit<Benchmark, 'name' | 'tasks' | 'data' | 'stream' | 'ownData' | 'file'>>

/** A benchmark of one's own: data, a rule that makes tasks of it, and how these are learned. */
export interface BenchmarkDefinition extends Common {
  readonly name: string
  /** How many tasks there are, unless others are asked for. */
  readonly tasks: number
  /** A data set; or what makes one of the file or folder that `--data` names, and of what is asked of it. */
  readonly data: OwnData | ((path?: string, asked?: Omit<Asking, 'predicts'>) => OwnData)
  /** A rule that is there, such as `permuted`, `rotated` or `inParts`; or one of one's own. Not both this and `tasksOf`. */
  readonly rule?: Rule
  /**
   * The tasks: as many as are asked for, the same for the same seed. The examples of each are learned in random order; where fewer samples
   * are asked for they are drawn, and judging by validation sets a part of what each is learned from aside.
   */
  readonly tasksOf?: (data: DataSet, settings: StreamSettings) => Perhaps<readonly OwnTask[]>
}

const perhaps = <A>(value: Perhaps<A>): E.Either<Fault, A> =>
  typeof value === 'object' && value !== null && '_tag' in value && (value._tag === 'Left' || value._tag === 'Right')
    ? (value as E.Either<Fault, A>)
    : E.right(value as A)

/** What code of a user's gives, or the fault that its exception is. */
const tried = <A>(name: string, what: string, make: () => A): E.Either<Fault, A> =>
  E.tryCatch(
    make,
    (error) =>
      faultBehind(error) ??
      fault({
        where: name,
        rule: `\`${what}\` of a benchmark must not fail`,
        got: messageOf(error).trim().replace(/\.+$/, ''),
        path: [placeOf(error) ?? name],
      }),
  )

const isExamples = (of: Partial<Examples> | undefined): boolean =>
  of !== undefined &&
  Number.isSafeInteger(of.count) &&
  Array.isArray(of.inputShape) &&
  typeof of.copyInput === 'function'

/** A task, with as many samples as are asked for, judged by what is asked for. */
const taskFrom =
  (name: string, data: DataSet, { samples, seed, evaluate }: StreamSettings) =>
  (index: number, own: OwnTask): E.Either<Fault, Task> =>
    pipe(
      E.Do,
      E.bind('train', () => perhaps(own.train)),
      E.bind('test', () => perhaps(own.test)),
      E.mapLeft((of): Fault => ({ ...of, path: [name, `task ${index + 1}`, ...(of.path ?? [])] })),
      E.chain(({ train, test }) => {
        const wrong = (rule: string, got: string, hint?: string) =>
          E.left(
            fault({ where: name, rule, got, path: [`task ${index + 1}`], ...(hint === undefined ? {} : { hint }) }),
          )
        if (!isExamples(train) || !isExamples(test))
          return wrong(
            '`train` and `test` of a task must be examples',
            'something else',
            'fromArrays makes them; a task may have parts of those of the data',
          )
        const odd = [train, test].find(({ inputShape }) => `${inputShape}` !== `${data.train.inputShape}`)
        if (odd !== undefined)
          return wrong(
            `inputs must be ${data.train.inputShape.join(' × ')} as those of the data are`,
            odd.inputShape.join(' × '),
          )
        if (train.classes > data.train.classes || test.classes > data.train.classes)
          return wrong(
            `there must be at most ${data.train.classes} outputs, as in the data`,
            `${Math.max(train.classes, test.classes)}`,
          )
        const classes = data.train.classes
        const { rest, held } =
          evaluate === 'validation'
            ? holdOut(train, validationFraction, child(key(seed), 'validation', index))
            : { rest: train, held: test }
        return samples !== undefined && samples > rest.count
          ? wrong(`\`samples\` must be at most ${rest.count}, how many training examples there are`, `${samples}`)
          : E.right({
              index,
              name: own.name,
              ...(own.classes === undefined ? {} : { classes: own.classes }),
              train: { ...drawn(rest, samples, child(key(seed), 'own', index, 'samples')), classes },
              test: { ...held, classes },
            })
      }),
    )

const ruleOf =
  (name: string, tasksOf: NonNullable<BenchmarkDefinition['tasksOf']>): Rule =>
  (data, settings) =>
    pipe(
      tried(name, 'tasksOf', () => tasksOf(data, settings)),
      E.chain(perhaps),
      E.filterOrElse(
        (own) => Array.isArray(own) && own.length === settings.tasks,
        (own) =>
          fault({
            where: name,
            rule: `\`tasksOf\` must give as many tasks as are asked for: ${settings.tasks}`,
            got: Array.isArray(own) ? `${own.length}` : typeof own,
            hint: 'ask for as many as there are with --tasks, or make `settings.tasks` of them',
          }),
      ),
      E.chain(E.traverseArrayWithIndex(taskFrom(name, data, settings))),
      E.chain((tasks) =>
        admitted(name, settings, [limitOfTasks], (): Stream => ({ name, seed: settings.seed, tasks })),
      ),
    )

/** Exactly one of a rule and a function that gives tasks. */
const madeBy = ({ name, rule, tasksOf }: BenchmarkDefinition): Rule => {
  if (rule !== undefined && tasksOf === undefined)
    return (data, settings) =>
      pipe(
        tried(name, 'rule', () => rule(data, settings)),
        E.flatten,
      )
  if (tasksOf !== undefined && rule === undefined) return ruleOf(name, tasksOf)
  return () =>
    E.left(
      fault({
        where: name,
        rule: 'a benchmark must have a `rule` or `tasksOf`, and not both',
        got: rule === undefined ? 'neither' : 'both',
        hint: 'rule: permuted, rotated, inParts or one of your own; tasksOf: (data, { tasks, seed }) => a list of { name, train, test }',
      }),
    )
}

/** Data however it is given: itself, why it can't be had, a task, or what a function gives. */
const loaded = (name: string, data: unknown, asked: readonly unknown[]): TE.TaskEither<Fault, DataSet> =>
  typeof data === 'function'
    ? pipe(
        TE.tryCatch(
          async () => (data as (...of: readonly unknown[]) => unknown)(...asked),
          (error) =>
            faultBehind(error) ??
            fault({
              where: name,
              rule: '`data` of a benchmark must not fail',
              got: messageOf(error).trim().replace(/\.+$/, ''),
              path: [placeOf(error) ?? name],
            }),
        ),
        // A function may give a task.
        TE.chain((given) => loaded(name, given, [])),
      )
    : pipe(
        TE.fromEither(perhaps(data as Perhaps<DataSet>)),
        TE.filterOrElse(
          (of) => typeof of === 'object' && of !== null && isExamples(of.train) && isExamples(of.test),
          (of) =>
            fault({
              where: name,
              rule: '`data` of a benchmark must be a data set',
              got: typeof of,
              hint: 'dataSet({ name, train, test }) makes one, and so does dataFrom(path, { predicts })',
            }),
        ),
      )

/**
 * A benchmark of one's own: `train` takes it, and `--benchmark FILE` where a file exports it. What isn't said is: all samples, batches of
 * ten, once, the network `mlp`, judged by accuracies; `protocol: 'regression'` judges by errors where numbers are to be predicted.
 *
 * @example
 * const points = dataSet({ name: 'halves', train: { inputs: [[-2], [-1], [0], [1], [2], [3]], labels: [0, 0, 0, 1, 1, 1] } })
 * const halves = defineBenchmark({ name: 'halves', tasks: 2, data: points, rule: permuted })
 * halves.tasks   // => 2
 */
export const defineBenchmark = (definition: BenchmarkDefinition): Benchmark => {
  const { rule: _, tasksOf: __, data, ...of } = definition
  return benchmark({
    description: 'a benchmark of your own',
    samples: 'all',
    network: 'mlp',
    ...of,
    ...(typeof data === 'function' ? { ownData: true as const } : {}),
    data: (path, asked) => loaded(of.name, data, [path, asked]),
    rule: madeBy(definition),
  })
}
