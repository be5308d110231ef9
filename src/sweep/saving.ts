import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'

/** A folder for what comes of runs: the learner of one seed, or a folder for each of several. */
export interface Saving {
  readonly folder: string
  /** Whether it is kept after each task, in a folder for each. */
  readonly each: boolean
  /** Whether learners that are there are replaced. */
  readonly force: boolean
}

/** The folder of the learners of a seed. */
const ofSeed = (folder: string, seeds: readonly number[], seed: number): string =>
  seeds.length > 1 ? join(folder, `seed-${seed}`) : folder

/** The folder of a learner: `after-N` where each task has one, inside of `seed-S` where there are several seeds. */
export const learnerFolder = (
  { folder, each }: Pick<Saving, 'folder' | 'each'>,
  seeds: readonly number[],
  { seed, tasks }: { readonly seed: number; readonly tasks: number },
): string => {
  const own = ofSeed(folder, seeds, seed)
  return each ? join(own, `after-${tasks}`) : own
}

/** The saved learners that are in a folder, or in its folders `after-N`. */
const learnersIn = (folder: string): readonly string[] => {
  const inside = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : []
  return ['', ...inside.filter((name) => /^after-\d+$/.test(name))]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'learner.json')))
}

const wrong = (got: string, path: string, hint: string): E.Either<Fault, never> =>
  E.left(fault({ where: '--save', rule: 'the folder must be one in which nothing is lost', got, path: [path], hint }))

/** What would keep learners from being saved, found before anything is trained. */
export const checkSaving = ({ folder, force }: Saving, seeds: readonly number[]): E.Either<Fault, void> => {
  const status = statSync(folder, { throwIfNoEntry: false })
  if (status !== undefined && !status.isDirectory()) return wrong('a file', folder, 'name a folder with --save DIR')
  const [there] = seeds.flatMap((seed) => learnersIn(ofSeed(folder, seeds, seed)))
  return there === undefined || force
    ? E.right(undefined)
    : wrong('one that holds a saved learner', there, 'name another with --save, or replace it with --force')
}
