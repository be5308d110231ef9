import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type DataSet, type Examples, subset } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, integers, type Key, key, permutation, sampleWithoutReplacement } from '../random/index.ts'
import { relabelled } from './by-class.ts'
import { type ClassHalves, classHalves, type HalvesSettings } from './class-halves.ts'

export interface TrajectorySettings extends HalvesSettings {
  /** Examples that a class is learned from, one after the other. */
  readonly steps: number
  /** When learning to learn: examples of the same class that judge, those that follow, the first again after the last. */
  readonly fellows: number
  /** When learning to learn: examples of any class that judge. */
  readonly others: number
  /** In an exam: how many classes come one after the other. */
  readonly classes: number
  /** In an exam: examples that a class is learned from; `steps`, unless given. */
  readonly learned?: number
}

/** One class of a trajectory: what it is learned from, in order, and what judges. */
export interface ClassLesson {
  /** The label that the data set gives it. */
  readonly label: number
  readonly support: Examples
  readonly query: Examples
}

/** A rule that makes trajectories of classes by number. */
export interface ClassTrajectories {
  readonly name: string
  readonly seed: number
  /** How many outputs there are, as many as the data set has classes: more than labels in use, as in the papers. */
  readonly outputs: number
  /** A class to learn to learn from, whose label is its place among all of them; `query` holds `others` too. */
  readonly train: (episode: number) => ClassLesson
  /** Classes that come one after the other, labelled by their places in it. */
  readonly exam: (number: number) => readonly ClassLesson[]
}

const trainLesson = (
  { base: { examples, classes } }: ClassHalves,
  outputs: number,
  { steps, fellows, others }: TrajectorySettings,
  of: Key,
): ClassLesson => {
  const [place = 0] = integers(child(of, 'class'), 1, classes.length)
  const own = classes[place]!
  const order = [...permutation(child(of, 'examples'), own.members.length)].map((i) => own.members[i]!)
  const total = classes.reduce((sum, { members }) => sum + members.length, 0)
  const any = [...integers(child(of, 'others'), others, total)].map((i) => nth(classes, i))
  const following = Array.from({ length: fellows }, (_, i) => order[(steps + i) % order.length]!)
  return {
    label: own.label,
    support: relabelled(subset(examples, order.slice(0, steps)), outputs, () => place),
    query: relabelled(subset(examples, [...any.map(({ member }) => member), ...following]), outputs, (index) =>
      index < others ? any[index]!.place : place,
    ),
  }
}

/** Example number i of all classes, and the place of its class. */
const nth = (
  classes: ClassHalves['base']['classes'],
  i: number,
): { readonly place: number; readonly member: number } => {
  let left = i
  for (const [place, { members }] of classes.entries()) {
    if (left < members.length) return { place, member: members[left]! }
    left -= members.length
  }
  return { place: 0, member: classes[0]!.members[0]! }
}

const examLessons = (
  { novel: { examples, classes } }: ClassHalves,
  outputs: number,
  { steps, learned = steps, classes: count }: TrajectorySettings,
  of: Key,
): readonly ClassLesson[] =>
  [...sampleWithoutReplacement(child(of, 'classes'), count, classes.length)].map((drawn, place) => {
    const { label, members } = classes[drawn]!
    const order = [...permutation(child(of, 'examples', place), members.length)].map((i) => members[i]!)
    const side = (some: readonly number[]) => relabelled(subset(examples, some), outputs, () => place)
    return { label, support: side(order.slice(0, learned)), query: side(order.slice(learned)) }
  })

const odd = (name: string, { base, novel }: ClassHalves, of: TrajectorySettings): Fault | undefined => {
  const { steps, learned = steps, fellows, others, classes, seed } = of
  const wrong = (rule: string, got: string) => fault({ where: name, rule, got })
  if (!Number.isSafeInteger(seed)) return wrong('`seed` must be a whole number', `${seed}`)
  const counts: readonly (readonly [string, number, number])[] = [
    ['steps', steps, 1],
    ['learned', learned, 1],
    ['fellows', fellows, 0],
    ['others', others, 0],
    ['classes', classes, 1],
  ]
  const small = counts.find(([, n, least]) => !(Number.isSafeInteger(n) && n >= least))
  if (small !== undefined) return wrong(`\`${small[0]}\` must be a whole number, at least ${small[2]}`, `${small[1]}`)
  if (fellows + others === 0) return wrong('`fellows` and `others` must be at least 1 together', '0')
  if (base.classes.length === 0) return wrong('there must be classes to learn from', 'none')
  if (novel.classes.length < classes)
    return wrong(`there must be at least ${classes} classes to be judged by`, `${novel.classes.length}`)
  const lacking = base.classes.find(({ members }) => members.length < steps)
  if (lacking !== undefined)
    return wrong(
      `each class to learn from must have at least ${steps} examples`,
      `${lacking.members.length} of class ${lacking.label}`,
    )
  const short = novel.classes.find(({ members }) => members.length <= learned)
  return short === undefined
    ? undefined
    : wrong(
        `each class to be judged by must have more than ${learned} examples`,
        `${short.members.length} of class ${short.label}`,
      )
}

/**
 * Trajectories of classes: one class after the other, each example once, in order; then all that were learned are asked for.
 *
 *   to learn from:  a class c, `steps` of its examples in random order; judged by the `fellows` that follow and by `others` of any class
 *   exam:  `classes` novel classes in random order, labelled 0, 1, … as they come, of each `learned` examples; judged by the rest of each
 *
 * Classes to learn from and those of exams are apart: see `classHalves`. A trajectory depends on the seed, its kind and its number only.
 *
 * @returns a `Left` for settings out of range, for too few classes, and for a class of too few examples
 * @source K. Javed and M. White, OML, NeurIPS 2019; S. Beaulieu et al., ANML, ECAI 2020, whose `fellows` are the trajectory itself
 */
export const trajectoriesOf = (data: DataSet, settings: TrajectorySettings): E.Either<Fault, ClassTrajectories> =>
  pipe(
    classHalves(data, settings),
    E.chain((halves) => {
      const name = `${data.name}-trajectory`
      const lack = odd(name, halves, settings)
      if (lack !== undefined) return E.left(lack)
      const outputs = data.train.classes
      const of = child(key(settings.seed), 'trajectories', data.name)
      return E.right({
        name,
        seed: settings.seed,
        outputs,
        train: (episode) => trainLesson(halves, outputs, settings, child(of, 'train', episode)),
        exam: (number) => examLessons(halves, outputs, settings, child(of, 'exam', number)),
      })
    }),
  )
