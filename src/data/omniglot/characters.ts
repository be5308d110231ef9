import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import { type Drawing, inOrder } from './archive.ts'

/** A character: its drawings, each by another hand. */
export interface Character {
  readonly alphabet: string
  readonly drawings: readonly Drawing[]
}

const nameOf = ({ alphabet, character }: Drawing): string => `${alphabet}/${character}`

/**
 * The characters of some drawings, in the order of their names. A drawing that comes twice, as those of Greek and Latin do in the two
 * small sets, is taken once.
 *
 * @returns a `Left` for a character with fewer than two drawings, of which none could be learned and judged by
 */
export const charactersOf = (drawings: readonly Drawing[]): E.Either<Fault, readonly Character[]> => {
  const characters = new Map<string, Map<string, Drawing>>()
  for (const drawing of [...drawings].sort(inOrder)) {
    const own = characters.get(nameOf(drawing)) ?? new Map<string, Drawing>()
    if (!own.has(drawing.file)) own.set(drawing.file, drawing)
    characters.set(nameOf(drawing), own)
  }
  const found = [...characters].map(([name, own]) => ({ name, drawings: [...own.values()] }))
  const lone = found.find((one) => one.drawings.length < 2)
  return lone === undefined
    ? E.right(found.map((one) => ({ alphabet: one.drawings[0]!.alphabet, drawings: one.drawings })))
    : E.left(
        fault({
          where: 'data',
          rule: 'a character must have at least two drawings',
          got: `${lone.drawings.length} of ${lone.name}`,
          path: [lone.drawings[0]!.path],
          hint: 'use the archives as they were published',
        }),
      )
}

/** So many characters are kept for exams, if no archive is for them alone. */
const leastNovel = 100

/**
 * The alphabets whose characters nothing is learned of before an exam: those of `evaluation` where some are; else the last ones by name
 * until they have 100 characters, or all but the first.
 */
export const novelAlphabets = (
  characters: readonly Character[],
  evaluation: ReadonlySet<string>,
): ReadonlySet<string> => {
  if (evaluation.size > 0) return evaluation
  const alphabets = [...new Set(characters.map(({ alphabet }) => alphabet))]
  const sizeOf = (some: readonly string[]): number =>
    characters.filter(({ alphabet }) => some.includes(alphabet)).length
  const enough = alphabets.findLastIndex((_, from) => sizeOf(alphabets.slice(from)) >= leastNovel)
  return new Set(alphabets.slice(Math.max(1, enough)))
}
