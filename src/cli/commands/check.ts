import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import pc from 'picocolors'
import { defaults } from '../../dsl/index.ts'
import { programOf } from '../../experiment/index.ts'
import type { Fault } from '../../fault.ts'
import { type Law, laws } from '../../laws/index.ts'
import { barOf } from '../bar.ts'
import { type Console, colourful, columnsOf } from '../console.ts'
import { judgedLaw } from '../judged-law.ts'
import { isJson, isMethod, isPath, methodIn, methodNamed } from '../method-named.ts'
import { parseCount, parseSeed } from '../numbers.ts'
import { penaltiesIn } from '../penalties-in.ts'
import { userModule } from '../user-module.ts'

/** The flags of `retain check`, as text. */
export interface CheckFlags {
  readonly runs?: string
  readonly seed?: string
  readonly quiet?: boolean
}

/** Something to check: what it is called, its laws, and how many cases are enough unless more are asked for. */
interface Subject {
  readonly title: string
  readonly laws: readonly Law[]
  readonly runs: number
}

const ofMethod = (name: string): TE.TaskEither<Fault, readonly Subject[]> =>
  pipe(
    methodNamed(name),
    TE.chainFirstEitherK((method) => programOf({ name, method, options: defaults(method.options) })),
    TE.map((method) => [{ title: `the method ${method.name}`, laws: laws.method(method), runs: 20 }]),
  )

/** Everything in a file that has laws. */
const inFile = (path: string): TE.TaskEither<Fault, readonly Subject[]> =>
  pipe(
    userModule(path),
    TE.chain((exported) => {
      const penalties = penaltiesIn(exported).map(([name, penalty]) => ({
        title: `the penalty ${name}`,
        laws: laws.penalty(penalty),
        runs: 100,
      }))
      const hasMethod = Object.values(exported).some(isMethod)
      if (penalties.length > 0 && !hasMethod) return TE.right(penalties)
      return pipe(
        TE.fromEither(methodIn(path, exported)),
        TE.chain(() => ofMethod(path)),
        TE.map((subjects) => [...subjects, ...penalties]),
      )
    }),
  )

const given =
  (parse: (text: string) => E.Either<Fault, number>) =>
  (text: string | undefined): TE.TaskEither<Fault, number | undefined> =>
    TE.fromEither(text === undefined ? E.right(undefined) : parse(text))

/** Puts what is named under its laws: 0 if they hold, 1 if one does not, or why they could not be tried. */
export const checkCommand =
  (console: Console) =>
  (name: string, flags: CheckFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.Do,
      TE.bind('runs', () => given(parseCount('--runs'))(flags.runs)),
      TE.bind('seed', () => given(parseSeed('--seed'))(flags.seed)),
      TE.bind('subjects', () => (isPath(name) && !isJson(name) ? inFile(name) : ofMethod(name))),
      TE.chainTaskK(({ runs, seed = 0, subjects }) => async () => {
        const colours = pc.createColors(colourful(console.out, console.env))
        const total = subjects.reduce((sum, subject) => sum + subject.laws.length, 0)
        const bar = flags.quiet !== true && console.err.isTTY === true ? barOf(console.err, total) : undefined
        const lines: string[] = []
        let failed = 0
        for (const subject of subjects) {
          lines.push(colours.bold(subject.title))
          for (const law of subject.laws) {
            if (console.signal.aborted) {
              bar?.stop()
              return 130
            }
            bar?.advance(0, subject.title, '')
            const verdict = await law.judge({ numRuns: runs ?? subject.runs, seed })
            bar?.advance(1, subject.title, '')
            if (verdict.against !== undefined) failed += 1
            const text = judgedLaw(law.name, verdict, columnsOf(console.out), colours)
            if (bar === undefined) console.out.write(`${[...lines, text].join('\n')}\n`)
            else lines.push(text)
            if (bar === undefined) lines.length = 0
          }
        }
        bar?.stop()
        const summary =
          failed === 0
            ? colours.green(`all ${total} laws hold`)
            : colours.red(
                `${failed} of ${total} laws ${failed === 1 ? 'fails' : 'fail'}; --seed ${seed} finds it again`,
              )
        console.out.write(`${[...lines, summary].join('\n')}\n`)
        return failed === 0 ? 0 : 1
      }),
    )
