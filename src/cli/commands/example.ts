import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault, faultBehind, unknownName } from '../../fault.ts'
import type { Console } from '../terminal/console.ts'
import { admitModules } from '../user-files/user-modules.ts'

const folder = new URL('../../../examples/', import.meta.url)

/** The example programs, in their order. */
export const examples = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => existsSync(new URL(`${name}/main.ts`, folder)))
    .sort()

/** The example with that name, or that number, or that name without its number. */
export const exampleNamed = (name: string): E.Either<Fault, string> => {
  const known = examples()
  const number = (one: string): number => Number.parseInt(one, 10)
  return E.fromNullable(unknownName({ where: 'npm run example', what: 'example', name, known }))(
    known.find((one) => one === name) ??
      known.find((one) => one.replace(/^\d+-/, '') === name) ??
      (/^\d+$/.test(name) ? known.find((one) => number(one) === Number(name)) : undefined),
  )
}

/** Runs the example that is named; without a name, lists them. */
export const example =
  (console: Console) =>
  (args: readonly string[]): TE.TaskEither<Fault, number> => {
    const [name] = args
    if (name === undefined) {
      console.out.write(
        `npm run example NAME, where NAME is one of\n${examples()
          .map((one) => `  ${one}\n`)
          .join('')}`,
      )
      return TE.right(0)
    }
    return pipe(
      TE.fromEither(exampleNamed(name)),
      TE.chain((one) => {
        const file = fileURLToPath(new URL(`${one}/main.ts`, folder))
        return TE.tryCatch(
          async () => {
            await admitModules(fileURLToPath(folder))
            return import(pathToFileURL(file).href)
          },
          (error) =>
            faultBehind(error) ??
            fault({
              where: one,
              rule: 'the example must run',
              got: error instanceof Error ? error.message : String(error),
              path: [file],
            }),
        )
      }),
      TE.map(() => 0),
    )
  }
