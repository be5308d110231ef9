import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'

const digits = /^\d+$/

/** The whole number ≥ 1 in the text of a flag. */
export const parseCount =
  (flag: string) =>
  (text: string): E.Either<Fault, number> =>
    digits.test(text) && Number(text) >= 1 && Number.isSafeInteger(Number(text))
      ? E.right(Number(text))
      : E.left(
          fault({
            where: flag,
            rule: 'the value must be a whole number, at least 1',
            got: `\`${text}\``,
            hint: `for example ${flag} 10`,
          }),
        )

/** More seeds than this are taken for a slip of the keyboard. */
const mostSeeds = 1000

const wrongSeeds = (rule: string, got: string): E.Either<Fault, never> =>
  E.left(fault({ where: '--seeds', rule, got, hint: 'for example --seeds 0,1,2 or --seeds 0-4' }))

const seedsOf =
  (text: string) =>
  (part: string): E.Either<Fault, readonly number[]> => {
    const ends = part.split('-')
    const [first = '', last = first] = ends
    const from = Number(first)
    const to = Number(last)
    if (ends.length > 2 || !digits.test(first) || !digits.test(last) || !Number.isSafeInteger(to)) {
      return wrongSeeds('seeds must be whole numbers ≥ 0 with commas between them, or ranges of them', `\`${text}\``)
    }
    if (to < from) return wrongSeeds('a range of seeds must go upwards', `\`${part}\``)
    if (to - from >= mostSeeds) return wrongSeeds(`there must be at most ${mostSeeds} seeds`, `\`${part}\``)
    return E.right(Array.from({ length: to - from + 1 }, (_, i) => from + i))
  }

/** The seeds in a text such as `0,1,2`, `0-4` or `0-2,7`. */
export const parseSeeds = (text: string): E.Either<Fault, readonly number[]> =>
  pipe(
    text.split(',').map((part) => part.trim()),
    E.traverseArray(seedsOf(text)),
    E.map((parts) => parts.flat()),
    E.chain((seeds) => {
      const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i)
      if (seeds.length > mostSeeds) return wrongSeeds(`there must be at most ${mostSeeds} seeds`, `${seeds.length}`)
      return twice === undefined
        ? E.right(seeds)
        : wrongSeeds('each seed must be named once', `${twice} more than once`)
    }),
  )

/** The seed in the text of a flag: a whole number ≥ 0. */
export const parseSeed =
  (flag: string) =>
  (text: string): E.Either<Fault, number> =>
    digits.test(text) && Number(text) < 2 ** 31
      ? E.right(Number(text))
      : E.left(
          fault({
            where: flag,
            rule: 'the seed must be a whole number from 0 to 2147483647',
            got: `\`${text}\``,
            hint: `for example ${flag} 7`,
          }),
        )
