import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault, unknownName } from '../../fault.ts'
import type { Asking } from './asking.ts'
import { isNumber } from './number-in.ts'

/** What the columns of a table are for, by their places. */
export interface Header {
  readonly names: readonly string[]
  readonly target: readonly number[]
  readonly by: number | undefined
  readonly inputs: readonly number[]
}

/** What the column to predict is called where nobody says it. */
const usual = ['target', 'label', 'class', 'y']

/** The names of columns: the first row, or where it is all numbers 1, 2, … */
export const namesIn = (first: readonly string[]): { readonly names: readonly string[]; readonly titled: boolean } => {
  const titled = !first.every(isNumber)
  return { names: titled ? first : first.map((_, i) => `${i + 1}`), titled }
}

const placeOf = (flag: string, path: string, names: readonly string[], name: string): E.Either<Fault, number> => {
  const place = names.indexOf(name)
  return place < 0
    ? E.left({ ...unknownName({ where: flag, what: 'column', name, known: names }), path: [path] })
    : E.right(place)
}

const targetIn = (path: string, names: readonly string[], target: string | undefined) => {
  if (target !== undefined)
    return pipe(
      target.split(',').map((name) => name.trim()),
      E.traverseArray((name) => placeOf('--target', path, names, name)),
    )
  const found = names.flatMap((name, place) => (usual.includes(name.toLowerCase()) ? [place] : []))
  return found.length === 1
    ? E.right(found)
    : E.left(
        fault({
          where: 'data',
          rule: `the column to predict must be named by --target, or be the only one called ${usual.join(', ')}`,
          got: found.length === 0 ? 'none of them' : found.map((place) => `\`${names[place]}\``).join(', '),
          path: [path],
          hint: `columns: ${names.slice(0, 12).join(', ')}${names.length > 12 ? `, … (${names.length})` : ''}`,
        }),
      )
}

/** What each column is for: those to predict, the one that tells tasks apart, and all others to learn from. */
export const headerOf = (
  path: string,
  names: readonly string[],
  { predicts, target, by }: Asking,
): E.Either<Fault, Header> => {
  const wrong = (rule: string, got: string, hint: string) =>
    E.left(fault({ where: 'data', rule, got, path: [path], hint }))
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    return wrong(
      'each column must have a name of its own',
      `\`${twice}\` more than once`,
      'give one of them another name',
    )
  if (names.includes(''))
    return wrong(
      'each column must have a name',
      `none for column ${names.indexOf('') + 1}`,
      'the first row holds the names, or the table is numbers only and its columns are called 1, 2, …',
    )
  return pipe(
    E.Do,
    E.bind('target', () => targetIn(path, names, target)),
    E.bind('by', () => (by === undefined ? E.right(undefined) : placeOf('--by', path, names, by))),
    E.chain((found): E.Either<Fault, Header> => {
      if (predicts === 'classes' && found.target.length > 1)
        return wrong('one column must hold the classes', `${found.target.length}`, 'name one with --target')
      if (found.by !== undefined && found.target.includes(found.by))
        return wrong(
          'the column of tasks must be another than that to predict',
          `\`${by}\` for both`,
          'name another with --by',
        )
      const inputs = names.flatMap((_, place) => (found.target.includes(place) || place === found.by ? [] : [place]))
      return inputs.length === 0
        ? wrong('there must be a column to learn from', 'none beside those named', 'add one')
        : E.right({ names, ...found, inputs })
    }),
  )
}
