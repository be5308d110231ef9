import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Asking, DataSet } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, key } from '../random/index.ts'
import { type Augmentation, augmented } from './augmented.ts'
import { normalised } from './normalised.ts'
import type { Schedule } from './schedule.ts'
import type { ClassOrder, Scenario } from './split.ts'
import type { Evaluate, Stream, StreamSettings } from './stream.ts'

/** What may be chosen of a benchmark's stream; what isn't given is the benchmark's own. */
export interface BenchmarkSettings {
  readonly seed: number
  readonly tasks?: number | undefined
  readonly samples?: number | undefined
  readonly evaluate?: Evaluate | undefined
  /** Mean 0 and deviation 1 in each channel instead of values in [0, 1]. */
  readonly normalise?: boolean | undefined
  /** Which classes come first, where tasks are classes; by their labels when it isn't given. */
  readonly classOrder?: ClassOrder | undefined
  /** What labels are, where tasks are classes: see `inScenario`, which makes the rest of a benchmark fit. */
  readonly scenario?: Scenario | undefined
  /** How training images are changed in each pass; `none` where the benchmark would. */
  readonly augment?: Augmentation | 'none' | undefined
}

/**
 * A named stream with what goes with it: how much there is of it, in what batches and how long it is learned, by which network, and
 * how much may be remembered.
 */
export interface Benchmark extends Schedule {
  readonly name: string
  readonly description: string
  readonly tasks: number
  /** Training examples a task, or all there are. */
  readonly samples: number | 'all'
  /** The name of a network. */
  readonly network: string
  /** The names of networks that methods need in its place, by the methods' names. */
  readonly networks?: Readonly<Record<string, string>>
  /** How many examples of all tasks together a method may remember; what the method has of its own where it isn't given. */
  readonly memory?: number
  /** What options of a method are on it unless they are set, by the method's name: rates that its paper has for such data. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, number | string>>>>
  /** As in `BenchmarkSettings`, unless others are given: values in [0, 1], classes by their labels, images as they are. */
  readonly normalise?: boolean
  readonly classOrder?: ClassOrder
  readonly augment?: Augmentation
  /** How many classes a task has, where tasks are classes of their own: such a benchmark may be in any `Scenario`. */
  readonly classesPerTask?: number
  /** `task`: the network has a head a task, so that only the classes of an example's own task compete. Else one head for all. */
  readonly heads?: 'task'
  /** How many outputs a learner has, where that isn't how many classes the data set has: the ways of an episode. */
  readonly outputs?: number
  /** By which protocol it is learned and judged: `continual`, by accuracies, unless given. */
  readonly protocol?: 'regression' | 'episodes' | 'fewShot' | 'trajectory' | 'functionTrajectory' | 'online'
  /**
   * The data set it is on: from a folder if one is named, else the embedded one or a `Left` that says what is wanted. What is asked of
   * tables and images besides only data of one's own answers.
   */
  readonly data: (dir?: string, asked?: Omit<Asking, 'predicts'>) => TE.TaskEither<Fault, DataSet>
  /** The file that it was read from, where it is one of a user's. */
  readonly file?: string
  /** Whether its data answers what is asked of columns and of images. */
  readonly ownData?: true
  readonly stream: (data: DataSet, settings: BenchmarkSettings) => E.Either<Fault, Stream>
}

export type Rule = (
  data: DataSet,
  settings: StreamSettings & Pick<BenchmarkSettings, 'classOrder' | 'scenario'>,
) => E.Either<Fault, Stream>

/** The way in which a benchmark shows its data: what is asked for, else its own. */
export const presentation = (
  of: Pick<Benchmark, 'normalise' | 'classOrder' | 'augment'>,
  { normalise = of.normalise, classOrder = of.classOrder, augment = of.augment }: Partial<BenchmarkSettings>,
) => ({ normalise, classOrder, augment: augment === 'none' ? undefined : augment })

/**
 * The stream that `make` makes of the data, augmented: in each pass over a task its training examples are those that the data would
 * give whose images are changed by a key of their own. So what comes after, such as a permutation, sees changed images.
 */
const anew = (
  data: DataSet,
  how: Augmentation,
  make: (data: DataSet) => E.Either<Fault, Stream>,
): E.Either<Fault, Stream> =>
  pipe(
    data.train.inputShape.length < 2
      ? E.left(
          fault({
            where: data.name,
            rule: 'what is augmented must be images',
            got: `inputs of ${data.train.inputShape.join(' × ')} numbers`,
            hint: 'leave --augment away, or say --augment none',
          }),
        )
      : make(data),
    E.map((stream) => ({
      ...stream,
      tasks: stream.tasks.map((task, index) => ({
        ...task,
        shown: (pass) =>
          pipe(
            make({ ...data, train: augmented(data.train, how, child(key(stream.seed), 'augmented', index, pass)) }),
            E.map(({ tasks }) => tasks[index]!.train),
          ),
      })),
    })),
  )

/** A benchmark of a rule that makes streams: batches of ten unless it says otherwise. */
export const benchmark = ({
  rule,
  ...of
}: Omit<Benchmark, 'stream' | 'batch'> & Partial<Schedule> & { readonly rule: Rule }): Benchmark => ({
  batch: 10,
  ...of,
  stream: (data, asked) => {
    const { seed, tasks, samples, evaluate, scenario } = asked
    const { normalise, classOrder, augment } = presentation(of, asked)
    const own = of.samples === 'all' ? undefined : of.samples
    const settings = { seed, tasks: tasks ?? of.tasks, samples: samples ?? own, evaluate, classOrder, scenario }
    const make = (from: DataSet): E.Either<Fault, Stream> => rule(from, settings)
    return pipe(
      augment === undefined ? make(data) : anew(data, augment, make),
      E.chain((stream) => (normalise === true ? normalised(data)(stream) : E.right(stream))),
    )
  },
})
