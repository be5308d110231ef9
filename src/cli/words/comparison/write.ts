import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../../fault.ts'
import { type Content, writeWhole } from '../../../files/index.ts'
import { unwritable } from '../../../records/index.ts'
import { comparisonCodec, comparisonOf, type Standing } from '../../../sweep/index.ts'
import { csvOf } from './csv.ts'
import { markdownOf } from './markdown.ts'
import { pageOf } from './page.ts'

const contentsOf = async (
  folder: string,
  standings: readonly Standing[],
  seeds: readonly number[],
): Promise<readonly Content[]> => {
  const comparison = comparisonOf(standings, seeds)
  const { figuresOf } = await import('../../plots/figures.ts')
  const figures = await figuresOf(standings)
  const files: readonly (readonly [string, string])[] = [
    ['table.md', markdownOf(standings, seeds)],
    ['table.csv', csvOf(standings)],
    ...(comparison === undefined
      ? []
      : [['table.json', `${JSON.stringify(comparisonCodec.encode(comparison), undefined, 1)}\n`] as const]),
    ...figures.map(({ name, svg }) => [`${name}.svg`, svg] as const),
    ['index.html', pageOf(standings, seeds, figures)],
  ]
  return files.map(([name, text]) => [join(folder, name), text])
}

/** Writes the table in three forms, the figures, and a page with both into the folder of a comparison; each is whole or as it was. */
export const writeComparison = (
  folder: string,
  standings: readonly Standing[],
  seeds: readonly number[],
): TE.TaskEither<Fault, void> =>
  pipe(
    TE.tryCatch(
      () => contentsOf(folder, standings, seeds),
      (error) => error,
    ),
    TE.chainEitherK((files) => writeWhole(files, { replace: true })),
    TE.mapLeft((error) => ({
      ...unwritable(folder, error),
      where: 'compare',
      rule: 'the folder of the comparison must be one that can be written',
      hint: 'the records are whole: make room, then go on with --resume',
    })),
  )
