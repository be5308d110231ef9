import { existsSync } from 'node:fs'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import pc from 'picocolors'
import { type Fault, fault } from '../../fault.ts'
import { available, mnist, publications, type Source } from '../../streams/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../console.ts'
import { megabytes } from '../megabytes.ts'

export interface DataFlags {
  readonly data?: string
}

const empty = (folder: string): Fault =>
  fault({
    where: 'data',
    rule: 'the folder must hold a data set',
    got: 'none that can be read',
    path: [folder],
    hint: 'retain data shows what the folder of each must hold; retain run says what is wrong with one',
  })

/** Why a folder that was named is of no use. */
const useless = (folder: string): TE.TaskEither<Fault, never> =>
  existsSync(folder)
    ? TE.left(empty(folder))
    : pipe(
        mnist(folder),
        TE.chain(() => TE.left(empty(folder))),
      )

const printed = (sources: readonly Source[], { out, env }: Console): string => {
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
      TE.fromTask<readonly Source[], Fault>(available(data)),
      TE.chain((sources) =>
        data !== undefined && !sources.some(({ where, found }) => found && where === data)
          ? useless(data)
          : TE.right(sources),
      ),
      TE.map((sources) => {
        console.out.write(printed(sources, console))
        return 0
      }),
    )
