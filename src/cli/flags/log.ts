import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { parseChoice } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { csvLog, type Log, type LogForm, logIn, tensorboardLog, together } from '../../records/index.ts'

const forms: Readonly<Record<'tensorboard' | 'csv', () => Promise<LogForm>>> = {
  tensorboard: tensorboardLog,
  csv: async () => csvLog,
}

type Kind = keyof typeof forms

/** Pairs of a kind and a folder. */
const pairsIn = (words: readonly string[]): E.Either<Fault, readonly (readonly [string, string])[]> =>
  words.length % 2 === 0
    ? E.right(words.flatMap((kind, i) => (i % 2 === 0 ? [[kind, words[i + 1] ?? ''] as const] : [])))
    : E.left(
        fault({
          where: '--log',
          rule: 'a log must be a kind and a folder',
          got: words.map((word) => `\`${word}\``).join(' '),
          hint: 'for example --log tensorboard logs',
        }),
      )

/** The logs that are asked for; none for no flag. What writes them is loaded here. */
export const logsAsked = (words: readonly string[] | undefined, force: boolean): TE.TaskEither<Fault, Log> =>
  pipe(
    TE.fromEither(pairsIn(words ?? [])),
    TE.chainEitherK(
      E.traverseArray(([kind, folder]) =>
        pipe(
          parseChoice<Kind>('--log', 'kind of log', Object.keys(forms) as Kind[])(kind),
          E.map((known) => ({ known, folder })),
        ),
      ),
    ),
    TE.chainTaskK((asked) => async () => {
      const logs = asked.map(async ({ known, folder }) => logIn(await forms[known](), { folder, force }))
      return together(await Promise.all(logs))
    }),
  )
