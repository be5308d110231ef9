import type { Command } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { parseChoice } from '../../experiment/settings/index.ts'
import type { Fault } from '../../fault.ts'
import { bashCompletion, fishCompletion, type Names, vocabularyOf, zshCompletion } from '../completion/index.ts'
import type { Console } from '../terminal/console.ts'

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

type Shell = keyof typeof shells

const names = async (): Promise<Names> => {
  const [{ methods }, { benchmarks }, { networks }] = await Promise.all([
    import('../../methods/index.ts'),
    import('../../streams/index.ts'),
    import('../../networks/index.ts'),
  ])
  return {
    methods: Object.keys(methods),
    benchmarks: benchmarks.map(({ name }) => name),
    networks: networks.map(({ name }) => name),
  }
}

/** Prints what a shell is to know of the command line. */
export const completionCommand =
  (console: Console) =>
  (shell: string, retain: Command): TE.TaskEither<Fault, number> =>
    pipe(
      TE.fromEither(parseChoice<Shell>('retain completion', 'shell', Object.keys(shells) as Shell[])(shell)),
      TE.chainTaskK((known) => async () => {
        console.out.write(shells[known](vocabularyOf(retain, await names())))
        return 0
      }),
    )
