import * as E from 'fp-ts/lib/Either.js'
import { type DataSet, type Examples, subset } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, type Key, key, permutation } from '../random/index.ts'
import { admitted, type Limit } from './admitted.ts'
import { byClass, relabelled } from './by-class.ts'
import { drawn, moreToJudgeBy, pools, type Stream, type StreamSettings } from './stream.ts'

const orderOf = (of: Key, classes: number): readonly number[] => [...permutation(child(of, 'classes'), classes)]

/** In what order classes come: by their labels, or at random, by the seed of the stream or by one that is this number. */
export type ClassOrder = 'labels' | 'random' | number

/**
 * What a learner of split classes is told, and asked:
 *
 * | scenario | outputs                 | an example's label                              | which compete                |
 * | -------- | ----------------------- | ----------------------------------------------- | ---------------------------- |
 * | `task`   | one a class             | its class                                       | the classes of its task      |
 * | `domain` | one a place in a task   | its class's place, 0 to c − 1, in its own task  | all                          |
 * | `class`  | one a class             | its class                                       | all                          |
 *
 * @source G. van de Ven, T. Tuytelaars and A. Tolias, Three types of incremental learning, Nature Machine Intelligence 2022, table 1
 */
export type Scenario = 'task' | 'domain' | 'class'

export interface SplitSettings extends StreamSettings {
  readonly classesPerTask: number
  /** `labels` when it isn't given. */
  readonly classOrder?: ClassOrder | undefined
  /** In `domain` a label is the place of its class in its task; else, and when it isn't given, that of the data set. */
  readonly scenario?: Scenario | undefined
}

/**
 * Split classes: each task shows classes of its own. Labels stay those of the data set; a task's `classes` tell them to a head that
 * knows its task. In `domain` the label of π(t · c + j) is j.
 *
 *   task t:  the examples with labels π(t · c), …, π((t + 1) · c − 1),  c = `classesPerTask`,  π the order of classes
 *
 * Classes left over at the end, fewer than c, are in no task.
 *
 * @returns a `Left` when a setting isn't a whole number ≥ 1, there are fewer than tasks · c classes, a task has fewer than
 * `samples` training examples, or a class of a task has none to be learned from or to be judged by
 */
export const split = (data: DataSet, settings: SplitSettings): E.Either<Fault, Stream> => {
  const { classesPerTask, tasks, samples, seed, classOrder = 'labels', scenario } = settings
  const { train, test } = pools(data, settings)
  const name = `split-${data.name}`
  if (!Number.isSafeInteger(classesPerTask) || classesPerTask < 1) {
    const rule = '`classesPerTask` must be a whole number, at least 1'
    return E.left(fault({ where: name, rule, got: `${classesPerTask}` }))
  }
  const most = Math.floor(data.train.classes / classesPerTask)
  const { classes } = data.train
  const order =
    classOrder === 'labels'
      ? Array.from({ length: classes }, (_, c) => c)
      : orderOf(child(key(classOrder === 'random' ? seed : classOrder), 'split'), classes)
  const placesIn = (task: number): readonly number[] => order.slice(task * classesPerTask, (task + 1) * classesPerTask)
  const labelsOf = (task: number): readonly number[] => [...placesIn(task)].sort((a, b) => a - b)
  /** The examples of a task with the labels that they have in the scenario. */
  const shownIn = (task: number, examples: Examples): Examples =>
    scenario === 'domain'
      ? relabelled(examples, classesPerTask, (index) => placesIn(task).indexOf(examples.label(index)))
      : examples
  const titleOf = (task: number): string => `classes ${labelsOf(task).join(', ')}`
  const [toLearn, toJudge] = [byClass(train), byClass(test)]
  const of = (numbers: readonly (readonly number[])[], task: number) => labelsOf(task).flatMap((c) => numbers[c] ?? [])
  /** The first task with a class that has no examples in one of the halves. */
  const lacking = (numbers: readonly (readonly number[])[], use: string, hint: string): Fault | undefined => {
    const task = sizes.findIndex((_, index) => labelsOf(index).some((label) => numbers[label]?.length === 0))
    if (task < 0) return undefined
    const label = labelsOf(task).find((one) => numbers[one]?.length === 0)
    const rule = `every class of a task must have at least one example to ${use}`
    const got = `none of class ${label} in task ${task + 1}, \`${titleOf(task)}\``
    return fault({ where: name, rule, got, hint })
  }
  const sizes = Array.from({ length: Math.min(tasks, most) }, (_, task) => of(toLearn, task).length)
  const smallest = sizes.indexOf(Math.min(...sizes))
  const lack =
    lacking(toLearn, 'be learned from', `name a folder that holds some with --data DIR (here: ${data.source})`) ??
    lacking(toJudge, 'be judged by', moreToJudgeBy(settings.evaluate))
  const limits: readonly Limit[] = [
    {
      setting: 'tasks',
      most,
      because: `as ${data.name} has ${data.train.classes} classes and a task takes ${classesPerTask}`,
      hint: `ask for ${most} or fewer`,
    },
    {
      setting: 'samples',
      most: sizes[smallest] ?? 0,
      because: `the number of training examples in task ${smallest + 1} (${titleOf(smallest)})`,
      hint: `ask for ${sizes[smallest]} or fewer, or name a folder that holds more with --data DIR (here: ${data.source})`,
    },
  ]
  // Of a class that isn't there it says more that it isn't than how many samples are left without it.
  const told = lack === undefined ? limits : limits.slice(0, 1)
  const make = (): Stream => ({
    name,
    seed,
    tasks: Array.from({ length: tasks }, (_, index) => ({
      index,
      name: titleOf(index),
      ...(scenario === 'domain' ? {} : { classes: labelsOf(index) }),
      train: shownIn(
        index,
        drawn(subset(train, of(toLearn, index)), samples, child(key(seed), 'split', index, 'samples')),
      ),
      test: shownIn(index, subset(test, of(toJudge, index))),
    })),
  })
  return admitted(name, settings, told, make, lack)
}
