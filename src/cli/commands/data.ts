import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import pc from 'picocolors'
import type { Fault } from '../../fault.ts'
import { available, mnist } from '../../streams/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../console.ts'

export interface DataFlags {
  readonly data?: string
}

const named = (folder: string | undefined): TE.TaskEither<Fault, unknown> =>
  folder === undefined ? TE.right(undefined) : mnist(folder)

/** Prints what data is there and where it is looked for. A folder that is named and can't be used is a fault. */
export const dataCommand =
  (console: Console) =>
  ({ data }: DataFlags): TE.TaskEither<Fault, number> =>
    pipe(
      named(data),
      TE.chainTaskK(() => available(data)),
      TE.chainTaskK((sources) =>
        T.fromIO(() => {
          const { bold, green, yellow } = pc.createColors(colourful(console.out, console.env))
          const width = columnsOf(console.out)
          for (const { name, where, found, detail } of sources) {
            console.out.write(`${bold(name)}: ${found ? green('there') : yellow('not there')}\n`)
            console.out.write(`  ${wrapped(`looked for in: ${where}`, width - 2, '    ')}\n`)
            console.out.write(`  ${wrapped(detail, width - 2, '    ')}\n`)
          }
          console.out.write(`${bold('to be fetched')}: nothing\n`)
          console.out.write(
            `  ${wrapped('Retain downloads no data. Any folder with the IDX files of MNIST as published, gzipped or not, does: name it with --data DIR.', width - 2, '    ')}\n`,
          )
          return 0
        }),
      ),
    )
