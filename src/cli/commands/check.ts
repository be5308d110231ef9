import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import pc from 'picocolors'
import { counted } from '../../counted.ts'
import { parseCount, parseSeed } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Checked, JudgedLaw } from '../errands/check.ts'
import { type Bar, barOf } from '../terminal/bar.ts'
import { type Console, colourful, columnsOf } from '../terminal/console.ts'
import { judgedLaw, type Seen } from '../words/judged-law.ts'
import { printed, withHand } from '../worker/by-hand.ts'

/** The flags of `retain check`, as text. */
export interface CheckFlags {
  readonly runs?: string
  readonly seed?: string
  readonly law?: string
  readonly path?: string
  readonly quiet?: boolean
}

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

/** Prints what is told of a check: at once, or where there is a bar once it is gone. */
const reporter = (console: Console, name: string, quiet: boolean) => {
  const colours = pc.createColors(colourful(console.out, console.env))
  const barred = !quiet && console.err.isTTY === true
  const lines: string[] = []
  const seen = new Map<string, Seen>()
  let bar: Bar | undefined
  let total = 0
  let judged = 0
  let failed = 0
  let subject: string | undefined
  const flush = (): void => {
    if (lines.length > 0) console.out.write(`${lines.join('\n')}\n`)
    lines.length = 0
  }
  const add = (law: JudgedLaw, of: string): void => {
    judged += 1
    const program = law.against?.program
    if (law.against !== undefined) failed += 1
    lines.push(
      judgedLaw(
        law,
        seen.get(of),
        columnsOf(console.out),
        colours,
        ({ number, seed, path }) => `retain check ${name} --law ${number} --seed ${seed} --path ${path}`,
      ),
    )
    if (program !== undefined && !seen.has(of)) seen.set(of, { number: law.number, program })
    if (bar === undefined) flush()
  }
  return {
    hear: (told: Checked): E.Either<Fault, void> => {
      if (told._tag === 'Laws') {
        total = told.total
        bar = barred ? barOf(console.err, total) : undefined
        return E.right(undefined)
      }
      if (told.subject !== subject) lines.push(colours.bold(told.subject))
      subject = told.subject
      if (told._tag === 'Judged') add(told.law, told.subject)
      bar?.advance(told._tag === 'Judged' ? 1 : 0, told.subject, '')
      return E.right(undefined)
    },
    stop: (): void => {
      bar?.stop()
      bar = undefined
      if (judged > 0) flush()
    },
    cut: (): string =>
      judged === 0
        ? 'interrupted'
        : `interrupted; ${judged} of ${counted(total, 'law')} judged: go on with --law ${judged + 1} and those after it`,
    finish: (seed: number): number => {
      const summary =
        failed === 0
          ? colours.green(total === 1 ? 'the law holds' : `all ${total} laws hold`)
          : colours.red(
              `${failed} of ${counted(total, 'law')} ${failed === 1 ? 'fails' : 'fail'}; --seed ${seed} finds it again`,
            )
      console.out.write(`${summary}\n`)
      return failed === 0 ? 0 : 1
    },
  }
}

/** Puts what is named under its laws: 0 if they hold, 1 if one does not, or why they could not be tried. */
export const checkCommand =
  (console: Console) =>
  (name: string, flags: CheckFlags): TE.TaskEither<Fault, number> => {
    const { hear, stop, cut, finish } = reporter(console, name, flags.quiet === true)
    return pipe(
      TE.Do,
      TE.bind('runs', () => given(parseCount('--runs'))(flags.runs)),
      TE.bind('asked', () => given(parseSeed('--seed'))(flags.seed)),
      TE.bind('only', () => given(parseCount('--law'))(flags.law)),
      TE.bind('path', () => pathGiven(flags)),
      TE.chain(({ runs, asked, only, path }) => {
        const seed = asked ?? 0
        return pipe(
          withHand(console, (hand) => hand.does('check', { name, runs, seed, only, path }, name, hear)),
          T.chainFirstIOK(() => stop),
          printed(console, () => finish(seed), cut),
        )
      }),
    )
  }
