import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import pc from 'picocolors'
import { publications, type Source } from '../../data/index.ts'
import type { Fault } from '../../fault.ts'
import { type Console, colourful, columnsOf, wrapped } from '../terminal/console.ts'
import { megabytes } from '../words/megabytes.ts'
import { printed, withHand } from '../worker/by-hand.ts'

export interface DataFlags {
  readonly data?: string
}

const listing = (sources: readonly Source[], { out, env }: Console): string => {
  const { bold, green, yellow } = pc.createColors(colourful(out, env))
  const width = columnsOf(out)
  const paragraph = (text: string): string => `  ${wrapped(text, width - 2, '    ').replaceAll('\n', '\n  ')}\n`
  const there = sources.map(
    ({ name, where, found, detail }) =>
      `${bold(name)}: ${found ? green('there') : yellow('not there')}\n${paragraph(`looked for in: ${where}`)}${paragraph(detail)}`,
  )
  const fetched = publications.map(({ name, by, downloads }) =>
    paragraph(`${name}, ${megabytes(downloads.reduce((sum, { known }) => sum + known.bytes, 0))}: ${by}`),
  )
  return `${there.join('')}${bold('can be fetched')}\n${fetched.join('')}`
}

/** Prints what data is there, where it is looked for, and what is published. A folder that is named and holds none is a fault. */
export const dataCommand =
  (console: Console) =>
  ({ data }: DataFlags): TE.TaskEither<Fault, number> =>
    pipe(
      withHand(console, (hand) => hand.does('data', { folder: data }, 'data')),
      printed(console, (sources) => {
        console.out.write(listing(sources, console))
        return 0
      }),
    )
