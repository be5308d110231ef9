import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { unwritable } from '../../experiment/index.ts'
import type { Fault } from '../../fault.ts'
import { comparisonCodec, comparisonOf } from './comparison.ts'
import { csvOf } from './csv.ts'
import { figuresOf } from './figures.ts'
import { markdownOf } from './markdown.ts'
import { pageOf } from './page.ts'
import type { Standing } from './standing.ts'

/** Writes the table in three forms, the figures, and a page with both into the folder of a comparison. */
export const writeComparison = (
  folder: string,
  standings: readonly Standing[],
  seeds: readonly number[],
): TE.TaskEither<Fault, void> =>
  TE.tryCatch(
    async () => {
      const comparison = comparisonOf(standings, seeds)
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
      for (const [name, text] of files) await writeFile(join(folder, name), text)
    },
    (error) => ({
      ...unwritable(folder, error),
      where: 'compare',
      rule: 'the folder of the comparison must be one that can be written',
      hint: 'the records are whole: make room, then go on with --resume',
    }),
  )
