import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { copyInputs, type DataSet, type Examples, inputSize } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, type Key, key, sampleWithoutReplacement, uniforms } from '../random/index.ts'
import { type Classes, classHalves, type HalvesSettings } from './class-halves.ts'

export interface OsakaSettings extends HalvesSettings {
  /** What it is called, by which its draws differ from those of others of the same seed; `osaka` unless given. */
  readonly name?: string
  /** p: how likely a step is of the same task as the one before. */
  readonly stay: number
  readonly steps: number
  readonly ways: number
  readonly shots: number
  /** How likely a new task is of each data set, in their order; they add up to 1. */
  readonly shares: readonly number[]
}

/** The task of a step: which data set, and which classes of it, in the order of their labels. */
export interface OsakaTask {
  readonly source: number
  readonly classes: readonly number[]
}

/** A stream without task labels: each step is a batch of its task, and tasks go over into others unannounced. */
export interface Osaka {
  readonly name: string
  readonly seed: number
  readonly batch: number
  /** The task of each step; a new one is another object. */
  readonly tasks: readonly OsakaTask[]
  /** The examples of all steps, step after step, `batch` of each, labelled by the places of their classes in their task. */
  readonly examples: Examples
}

/** How far from 1 the shares may add up to, of which each is a decimal fraction. */
const slack = 1e-9

const odd = (
  name: string,
  pools: readonly Classes[],
  { stay, steps, ways, shots, shares, seed }: OsakaSettings,
): Fault | undefined => {
  const wrong = (rule: string, got: string) => fault({ where: name, rule, got })
  if (!Number.isSafeInteger(seed)) return wrong('`seed` must be a whole number', `${seed}`)
  if (!(stay >= 0 && stay <= 1)) return wrong('`stay` must be a probability, from 0 to 1', `${stay}`)
  const small = Object.entries({ steps, ways, shots }).find(([, n]) => !(Number.isSafeInteger(n) && n >= 1))
  if (small !== undefined) return wrong(`\`${small[0]}\` must be a whole number, at least 1`, `${small[1]}`)
  const sum = shares.reduce((total, share) => total + share, 0)
  if (shares.length !== pools.length || !(Math.abs(sum - 1) <= slack) || !shares.every((share) => share >= 0))
    return wrong(`\`shares\` must be ${pools.length} probabilities that add up to 1`, shares.join(', '))
  const [first] = pools
  for (const { classes, examples } of pools) {
    const shape = (of: Examples): string => of.inputShape.join(' × ')
    if (shape(examples) !== shape(first!.examples))
      return wrong(`all data sets must have inputs of ${shape(first!.examples)}`, shape(examples))
    if (classes.length < ways) return wrong(`each data set must have at least ${ways} classes`, `${classes.length}`)
    const short = classes.find(({ members }) => members.length < shots)
    if (short !== undefined)
      return wrong(`each class must have at least ${shots} examples`, `${short.members.length} of class ${short.label}`)
  }
  return undefined
}

const tasksOf = (
  pools: readonly Classes[],
  { stay, steps, ways, shares }: OsakaSettings,
  of: Key,
): readonly OsakaTask[] => {
  const draws = uniforms(child(of, 'switches'), steps)
  const drawn = (step: number): OsakaTask => {
    const [u = 0] = uniforms(child(of, 'source', step), 1)
    const source = Math.max(
      0,
      shares.findIndex((_, i) => u < shares.slice(0, i + 1).reduce((sum, share) => sum + share, 0)),
    )
    return {
      source,
      classes: [...sampleWithoutReplacement(child(of, 'classes', step), ways, pools[source]!.classes.length)],
    }
  }
  const tasks: OsakaTask[] = []
  for (let step = 0; step < steps; step += 1)
    tasks.push(step > 0 && draws[step]! < stay ? tasks[step - 1]! : drawn(step))
  return tasks
}

const examplesOf = (
  pools: readonly Classes[],
  tasks: readonly OsakaTask[],
  { ways, shots }: OsakaSettings,
  of: Key,
): Examples => {
  const batch = ways * shots
  const { examples: first } = pools[0]!
  const size = inputSize(first)
  let held: { readonly step: number; readonly numbers: readonly number[] } = { step: -1, numbers: [] }
  const numbersAt = (step: number): readonly number[] => {
    if (held.step !== step) {
      const { source, classes } = tasks[step]!
      const numbers = classes.flatMap((place, way) => {
        const { members } = pools[source]!.classes[place]!
        return [...sampleWithoutReplacement(child(of, 'examples', step, way), shots, members.length)].map(
          (i) => members[i]!,
        )
      })
      held = { step, numbers }
    }
    return held.numbers
  }
  const at = (index: number): readonly [Examples, number] => {
    const step = Math.floor(index / batch)
    return [pools[tasks[step]!.source]!.examples, numbersAt(step)[index % batch]!]
  }
  return {
    count: tasks.length * batch,
    inputShape: first.inputShape,
    classes: ways,
    copyInput: (index, into, offset) => {
      const [examples, number] = at(index)
      examples.copyInput(number, into, offset)
    },
    copyInputs: (indices, into, offset, pixels) => {
      for (let row = 0; row < indices.length; row += 1) {
        const [examples, number] = at(indices[row]!)
        copyInputs(examples, [number], into, offset + row * size, pixels)
      }
    },
    label: (index) => Math.floor((index % batch) / shots),
  }
}

/**
 * Online fast adaptation and knowledge accumulation: a stream of batches of few-shot tasks from several data sets, of which nobody says
 * where one task ends.
 *
 *   step t:  with probability p the task of step t − 1, else a data set by the shares and `ways` of its classes drawn without replacement
 *   its batch:  `shots` examples of each class, drawn without replacement;  label = the place of the class in its task
 *
 * Of each data set the classes to learn from are drawn, all of those that keep none apart; so those that are kept for exams are never seen.
 * A step depends on the seed and its number only, not on how many steps there are.
 *
 * @returns a `Left` for settings out of range, for data sets of other inputs, and for too few classes or examples
 * @source M. Caccia et al., Online Fast Adaptation and Knowledge Accumulation, NeurIPS 2020, and its code (`dataloaders.py`)
 */
export const osaka = (sources: readonly DataSet[], settings: OsakaSettings): E.Either<Fault, Osaka> =>
  pipe(
    sources,
    E.traverseArray((data) => classHalves(data.novel === undefined ? { ...data, novel: [] } : data, settings)),
    E.map((halves) => halves.map(({ base }) => base)),
    E.chain((pools) => {
      const { name = 'osaka' } = settings
      const none =
        sources.length === 0 ? fault({ where: name, rule: 'there must be a data set', got: 'none' }) : undefined
      const lack = none ?? odd(name, pools, settings)
      if (lack !== undefined) return E.left(lack)
      const of = child(key(settings.seed), name)
      const tasks = tasksOf(pools, settings, of)
      return E.right({
        name,
        seed: settings.seed,
        batch: settings.ways * settings.shots,
        tasks,
        examples: examplesOf(pools, tasks, settings, of),
      })
    }),
  )
