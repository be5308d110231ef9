import type * as E from 'fp-ts/lib/Either.js'
import { type DataSet, type Examples, subset } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, key } from '../random/index.ts'
import { admitted, type Limit } from './admitted.ts'
import { drawn, moreToJudgeBy, pools, type Stream, type StreamSettings } from './stream.ts'

/** Examples that say where they stand: as they are numbered, unless they say it. */
const inOrder = (examples: Examples): Examples => ({ ...examples, place: examples.place ?? ((index) => index) })

const numbersWhere = ({ count, place }: Examples, holds: (place: number) => boolean): readonly number[] =>
  Array.from({ length: count }, (_, index) => index)
    .filter((index) => holds(place?.(index) ?? index))
    .sort((a, b) => (place?.(a) ?? a) - (place?.(b) ?? b))

/** Of so many tasks the first place that isn't theirs any more: the places of the training examples in as many equal parts, in order. */
const endsOf = ({ count, place }: Examples, tasks: number): readonly number[] => {
  const places = Array.from({ length: count }, (_, index) => place?.(index) ?? index).sort((a, b) => a - b)
  return Array.from({ length: tasks }, (_, task) =>
    task === tasks - 1 ? Number.POSITIVE_INFINITY : (places[Math.floor(((task + 1) * count) / tasks)] ?? 0),
  )
}

/**
 * Parts of the data, all classes or numbers in each: where the data names tasks these, in its order; else its examples in the order in
 * which they stand there, cut into as many parts as there are tasks. What a part is judged by are test examples of the same places; or
 * where these have an order of their own, as great a part of them.
 *
 *   part t of T:  the places p with p_{⌊t n / T⌋} ≤ p < p_{⌊(t + 1) n / T⌋},  p₀ ≤ … ≤ p_{n−1} those of the training examples
 *
 * @returns a `Left` when a setting isn't a whole number ≥ 1, there are fewer tasks or examples than are asked for, or a part has none
 */
export const inParts = (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
  const { tasks, samples, seed } = settings
  const { train, test } = pools({ ...data, train: inOrder(data.train), test: inOrder(data.test) }, settings)
  const name = `parts-${data.name}`
  const named = data.tasks
  const most = named?.length ?? train.count
  const asked = Math.min(tasks, most)
  const between = (ends: readonly number[]) => (task: number) => (place: number) =>
    place >= (task === 0 ? Number.NEGATIVE_INFINITY : ends[task - 1]!) && place < ends[task]!
  const isOf = (task: number) => (place: number) => place === task
  const learned = named === undefined ? between(endsOf(train, asked)) : isOf
  // Halves with an order each are cut each by itself.
  const apart = named === undefined && settings.evaluate !== 'validation' && data.oneOrder !== true
  const judged = apart ? between(endsOf(test, asked)) : learned
  const parts = Array.from({ length: asked }, (_, task) => ({
    train: numbersWhere(train, learned(task)),
    test: numbersWhere(test, judged(task)),
  }))
  const titleOf = (task: number): string => named?.[task] ?? `part ${task + 1}`
  const bare = parts.findIndex((part) => part.train.length === 0 || part.test.length === 0)
  const lack =
    bare < 0
      ? undefined
      : fault({
          where: name,
          rule: `every task must have at least one example to ${parts[bare]!.train.length === 0 ? 'be learned from' : 'be judged by'}`,
          got: `none in task ${bare + 1}, \`${titleOf(bare)}\``,
          hint:
            parts[bare]!.train.length === 0
              ? 'ask for fewer tasks, or name data that holds more with --data'
              : `ask for fewer tasks, or ${moreToJudgeBy(settings.evaluate)}`,
        })
  const sizes = parts.map((part) => part.train.length)
  const smallest = sizes.indexOf(Math.min(...sizes))
  const limits: readonly Limit[] = [
    {
      setting: 'tasks',
      most,
      because: named === undefined ? `an example a task (${data.name})` : `the tasks that ${data.name} names`,
      hint: `ask for ${most} or fewer`,
    },
    ...(lack === undefined
      ? [
          {
            setting: 'samples' as const,
            most: sizes[smallest] ?? 0,
            because: `the number of training examples in task ${smallest + 1} (${titleOf(smallest)})`,
            hint: `ask for ${sizes[smallest]} or fewer, or name data that holds more with --data`,
          },
        ]
      : []),
  ]
  return admitted(
    name,
    settings,
    limits,
    () => ({
      name,
      seed,
      tasks: parts.map((part, index) => ({
        index,
        name: titleOf(index),
        train: drawn(subset(train, part.train), samples, child(key(seed), 'parts', index, 'samples')),
        test: subset(test, part.test),
      })),
    }),
    lack,
  )
}
