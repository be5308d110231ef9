import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { concatenate, type DataSet, type Examples, inputSize } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, key, permutation } from '../random/index.ts'
import { byClass } from './by-class.ts'
import { quarterTurns } from './quarter-turns.ts'
import { type Evaluate, validationFraction } from './stream.ts'

/** Classes with their examples: numbers of these in `examples`. */
export interface Classes {
  readonly examples: Examples
  /** Each with the label that the data set gives it, and the numbers of its examples. */
  readonly classes: readonly { readonly label: number; readonly members: readonly number[] }[]
}

/** The classes of a data set, those that are learned from apart from those that a learner is judged by. */
export interface ClassHalves {
  readonly base: Classes
  readonly novel: Classes
}

export interface HalvesSettings {
  readonly seed: number
  /** `test` when it isn't given: by the novel classes; `validation`: by a part of the base classes, which are then not learned from. */
  readonly evaluate?: Evaluate | undefined
  /** Whether each quarter turn of a class to learn from is a class of its own. */
  readonly turns?: boolean | undefined
}

const labelsOf = (classes: number): readonly number[] => Array.from({ length: classes }, (_, label) => label)

/** The labels to learn from and those to be judged by: where the data set keeps none apart, the second half of them are. */
const labelHalves = ({ train: { classes }, novel }: DataSet, { seed, evaluate }: HalvesSettings) => {
  const apart = new Set(novel ?? labelsOf(classes).slice(Math.ceil(classes / 2)))
  const base = labelsOf(classes).filter((label) => !apart.has(label))
  if (evaluate !== 'validation') return { base, novel: [...apart].sort((a, b) => a - b) }
  const order = [...permutation(child(key(seed), 'validation', 'classes'), base.length)]
  const cut = Math.ceil(validationFraction * base.length)
  const pick = (places: readonly number[]) => places.map((place) => base[place]!).sort((a, b) => a - b)
  return { base: pick(order.slice(cut)), novel: pick(order.slice(0, cut)) }
}

/**
 * All examples of a data set by their classes, in two halves that share no class: what is learned from and what judges.
 *
 * @returns a `Left` where numbers are to be predicted, where a class has no examples, and where what is to be turned is no image
 */
export const classHalves = (data: DataSet, settings: HalvesSettings): E.Either<Fault, ClassHalves> => {
  const wrong = (rule: string, got: string, hint?: string) =>
    E.left(fault({ where: data.name, rule, got, ...(hint === undefined ? {} : { hint }) }))
  if (data.train.copyTarget !== undefined)
    return wrong('episodes of classes need labelled examples', 'numbers to predict')
  if (settings.turns === true && data.train.inputShape.length < 2)
    return wrong('what is turned must be images', `inputs of ${inputSize(data.train)} numbers`)
  const halves = labelHalves(data, settings)
  return pipe(
    concatenate(data.train, data.test),
    E.chain((all) => {
      const members = byClass(all)
      const empty = [...halves.base, ...halves.novel].find((label) => members[label]!.length === 0)
      if (empty !== undefined) return wrong('every class must have examples', `none of class ${empty}`)
      const some = (examples: Examples, own: readonly (readonly number[])[], labels: readonly number[]): Classes => ({
        examples,
        classes: labels.map((label) => ({ label, members: own[label]! })),
      })
      const novel = some(all, members, halves.novel)
      if (settings.turns !== true) return E.right({ base: some(all, members, halves.base), novel })
      const turned = quarterTurns(all)
      const labels = [0, 1, 2, 3].flatMap((turn) => halves.base.map((label) => turn * all.classes + label))
      return E.right({ base: some(turned, byClass(turned), labels), novel })
    }),
  )
}
