import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import pc from 'picocolors'
import { defaults } from '../../dsl/index.ts'
import { programOf } from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { type Law, laws } from '../../laws/index.ts'
import { barOf } from '../bar.ts'
import { type Console, colourful, columnsOf } from '../console.ts'
import { counted } from '../counted.ts'
import { judgedLaw } from '../judged-law.ts'
import { isPath as isFile, isJson, isMethod, methodIn, methodNamed } from '../method-named.ts'
import { parseCount, parseSeed } from '../numbers.ts'
import { penaltiesIn } from '../penalties-in.ts'
import { userModule } from '../user-module.ts'

/** The flags of `retain check`, as text. */
export interface CheckFlags {
  readonly runs?: string
  readonly seed?: string
  readonly law?: string
  readonly path?: string
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

const isPath = (text: string): boolean => /^\d+(:\d+)*$/.test(text)

/** Where in the cases of one law to look. */
const pathGiven = ({ path, law }: CheckFlags): TE.TaskEither<Fault, string | undefined> =>
  path === undefined || (isPath(path) && law !== undefined)
    ? TE.right(path)
    : TE.left(
        fault({
          where: '--path',
          rule: 'the path must be numbers with colons between them, and `--law` name the law that it belongs to',
          got: `\`${path}\``,
          hint: 'a law that fails prints the command that leads to its case again',
        }),
      )

/** A law, and its number among all that are checked. */
interface Numbered {
  readonly law: Law
  readonly number: number
}

/** The subjects with their laws numbered from 1; with `only`, that one. */
const numbered = (
  subjects: readonly Subject[],
  only: number | undefined,
): E.Either<Fault, readonly (Omit<Subject, 'laws'> & { readonly laws: readonly Numbered[] })[]> => {
  const before = subjects.map((_, i) => subjects.slice(0, i).reduce((sum, { laws }) => sum + laws.length, 0))
  const total = subjects.reduce((sum, { laws }) => sum + laws.length, 0)
  if (only !== undefined && only > total)
    return E.left(fault({ where: '--law', rule: `the law must be one of 1 to ${total}`, got: String(only) }))
  return E.right(
    subjects.flatMap((subject, i) => {
      const laws = subject.laws
        .map((law, j) => ({ law, number: before[i]! + j + 1 }))
        .filter(({ number }) => only === undefined || number === only)
      return laws.length === 0 ? [] : [{ ...subject, laws }]
    }),
  )
}

/** Puts what is named under its laws: 0 if they hold, 1 if one does not, or why they could not be tried. */
export const checkCommand =
  (console: Console) =>
  (name: string, flags: CheckFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.Do,
      TE.bind('runs', () => given(parseCount('--runs'))(flags.runs)),
      TE.bind('seed', () => given(parseSeed('--seed'))(flags.seed)),
      TE.bind('only', () => given(parseCount('--law'))(flags.law)),
      TE.bind('path', () => pathGiven(flags)),
      TE.bind('all', () => (isFile(name) && !isJson(name) ? inFile(name) : ofMethod(name))),
      TE.bind('subjects', ({ all, only }) => TE.fromEither(numbered(all, only))),
      TE.chainTaskK(({ runs, seed = 0, path, subjects }) => async () => {
        const colours = pc.createColors(colourful(console.out, console.env))
        const total = subjects.reduce((sum, subject) => sum + subject.laws.length, 0)
        const bar = flags.quiet !== true && console.err.isTTY === true ? barOf(console.err, total) : undefined
        const lines: string[] = []
        let failed = 0
        for (const subject of subjects) {
          lines.push(colours.bold(subject.title))
          for (const { law, number } of subject.laws) {
            if (console.signal.aborted) {
              bar?.stop()
              return 130
            }
            bar?.advance(0, subject.title, '')
            const verdict = await law.judge({
              numRuns: runs ?? subject.runs,
              seed,
              ...(path === undefined ? {} : { path }),
            })
            bar?.advance(1, subject.title, '')
            if (verdict.against !== undefined) failed += 1
            const text = judgedLaw(
              law.name,
              verdict,
              columnsOf(console.out),
              colours,
              (found) => `retain check ${name} --law ${number} --seed ${found.seed} --path ${found.path}`,
            )
            if (bar === undefined) console.out.write(`${[...lines, text].join('\n')}\n`)
            else lines.push(text)
            if (bar === undefined) lines.length = 0
          }
        }
        bar?.stop()
        const summary =
          failed === 0
            ? colours.green(total === 1 ? 'the law holds' : `all ${total} laws hold`)
            : colours.red(
                `${failed} of ${counted(total, 'law')} ${failed === 1 ? 'fails' : 'fail'}; --seed ${seed} finds it again`,
              )
        console.out.write(`${[...lines, summary].join('\n')}\n`)
        return failed === 0 ? 0 : 1
      }),
    )
