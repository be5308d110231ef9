import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type DataSet, type Examples, subset } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, type Key, key, sampleWithoutReplacement } from '../random/index.ts'
import { relabelled } from './by-class.ts'
import { type Classes, classHalves, type HalvesSettings } from './class-halves.ts'

/** A few-shot task of classes: examples to adapt to and examples to be judged by, labelled by their classes' places in it. */
export interface ClassEpisode {
  /** The labels that the data set gives its classes, in the order of their places. */
  readonly classes: readonly number[]
  /** Class after class. */
  readonly support: Examples
  readonly query: Examples
}

/** A rule that makes episodes by number, of classes to learn from and of classes to be judged by. */
export interface ClassEpisodes {
  readonly name: string
  readonly seed: number
  readonly ways: number
  readonly shots: number
  readonly queries: number
  readonly train: (episode: number) => ClassEpisode
  readonly test: (episode: number) => ClassEpisode
}

export interface FewShotSettings extends HalvesSettings {
  /** Classes an episode. */
  readonly ways: number
  /** Examples of each to adapt to. */
  readonly shots: number
  /** Examples of each to be judged by. */
  readonly queries: number
}

const episodeOf = (
  { examples, classes }: Classes,
  { ways, shots, queries }: FewShotSettings,
  of: Key,
): ClassEpisode => {
  const drawn = [...sampleWithoutReplacement(child(of, 'classes'), ways, classes.length)].map(
    (place) => classes[place]!,
  )
  const members = drawn.map((one, way) =>
    [...sampleWithoutReplacement(child(of, 'examples', way), shots + queries, one.members.length)].map(
      (place) => one.members[place]!,
    ),
  )
  const side = (from: number, each: number): Examples =>
    relabelled(
      subset(
        examples,
        members.flatMap((own) => own.slice(from, from + each)),
      ),
      ways,
      (index) => Math.floor(index / each),
    )
  return { classes: drawn.map(({ label }) => label), support: side(0, shots), query: side(shots, queries) }
}

const odd = (
  name: string,
  { base, novel }: { readonly base: Classes; readonly novel: Classes },
  of: FewShotSettings,
) => {
  const { ways, shots, queries, seed } = of
  const wrong = (rule: string, got: string, hint?: string) =>
    fault({ where: name, rule, got, ...(hint === undefined ? {} : { hint }) })
  if (!Number.isSafeInteger(seed)) return wrong('`seed` must be a whole number', `${seed}`)
  const small = Object.entries({ ways, shots, queries }).find(([, n]) => !(Number.isSafeInteger(n) && n >= 1))
  if (small !== undefined) return wrong(`\`${small[0]}\` must be a whole number, at least 1`, `${small[1]}`)
  for (const [half, { classes }] of Object.entries({ base, novel })) {
    const use = half === 'base' ? 'learn from' : 'be judged by'
    if (classes.length < ways)
      return wrong(
        `there must be at least ${ways} classes to ${use}`,
        `${classes.length}`,
        'ask for fewer ways, or bring data of more classes',
      )
    const short = classes.find(({ members }) => members.length < shots + queries)
    if (short !== undefined)
      return wrong(
        `each class must have at least ${shots + queries} examples, ${shots} to adapt to and ${queries} to be judged by`,
        `${short.members.length} of class ${short.label}`,
      )
  }
  return undefined
}

/**
 * Few-shot episodes of a data set of classes.
 *
 *   episode e:  `ways` classes drawn without replacement, of each `shots` + `queries` examples drawn without replacement; the class that
 *   was drawn as number w has label w
 *
 * Those to learn from and those to be judged by have no class in common: see `classHalves`. An episode depends on the seed, its half and
 * its number only.
 *
 * @returns a `Left` for settings that aren't whole numbers ≥ 1, for fewer classes than ways in a half, and for a class of too few examples
 * @source O. Vinyals et al., Matching Networks, NIPS 2016
 */
export const episodesOf = (data: DataSet, settings: FewShotSettings): E.Either<Fault, ClassEpisodes> =>
  pipe(
    classHalves(data, settings),
    E.chain((halves) => {
      const { ways, shots, queries, seed } = settings
      const name = `${data.name}-${ways}way-${shots}shot`
      const lack = odd(name, halves, settings)
      if (lack !== undefined) return E.left(lack)
      const of = child(key(seed), 'episodes', data.name)
      return E.right({
        name,
        seed,
        ways,
        shots,
        queries,
        train: (episode) => episodeOf(halves.base, settings, child(of, 'train', episode)),
        test: (episode) => episodeOf(halves.novel, settings, child(of, 'test', episode)),
      })
    }),
  )
