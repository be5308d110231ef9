import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { counted } from '../../counted.ts'
import { parseChoice } from '../../experiment/settings/index.ts'
import { type Fault, fault, render } from '../../fault.ts'
import { reasonOf, writeWhole } from '../../files/index.ts'
import { readRecordFile, recordedRuns, recordsUnder } from '../../records/index.ts'
import { type NamedRecord, type Section, sectionsOf } from '../../sweep/index.ts'
import type { Console } from '../terminal/console.ts'
import { latexOf } from '../words/folder-report/latex.ts'

/** The flags of `retain report`, as text. */
export interface ReportFlags {
  readonly format: string
  readonly out?: string
  readonly force?: boolean
}

const formats = ['html', 'latex'] as const

type Format = (typeof formats)[number]

interface Read {
  readonly records: readonly NamedRecord[]
  /** What can't be read, and why. */
  readonly amiss: readonly Fault[]
}

/** Reads what can be read: one file that is damaged takes nothing from the others. */
const readAll = (paths: readonly string[]): TE.TaskEither<Fault, Read> =>
  TE.fromTask(async () => {
    const read = []
    for (const path of paths) read.push({ path, events: await readRecordFile(path)() })
    return {
      records: read.flatMap(({ path, events }) =>
        E.isLeft(events) ? [] : [{ name: basename(path, '.jsonl'), runs: recordedRuns(events.right) }],
      ),
      amiss: read.flatMap(({ events }) => (E.isLeft(events) ? [events.left] : [])),
    }
  })

const nothing = (folder: string): Fault =>
  fault({
    where: 'retain report',
    rule: 'the folder must hold records of runs',
    got: 'none that can be read',
    path: [folder],
    hint: 'retain compare … --out DIR and retain run … --out FILE.jsonl keep some',
  })

/** The page, with its figures; what draws is loaded here. */
const pageFor = (title: string, sections: readonly Section[]): TE.TaskEither<Fault, string> =>
  TE.fromTask(async () => {
    const { reportFiguresOf } = await import('../plots/figures.ts')
    const { reportPage } = await import('../words/folder-report/page.ts')
    const drawn = []
    for (const section of sections) drawn.push({ section, figures: await reportFiguresOf(section.standings) })
    return reportPage(title, drawn)
  })

const written = (path: string, text: string): E.Either<Fault, void> =>
  pipe(
    writeWhole([[path, text]], { replace: true }),
    E.mapLeft((error) =>
      fault({
        where: 'retain report',
        rule: 'the report must be a file that can be written',
        got: reasonOf(error),
        path: [path],
        hint: 'name another with --out FILE',
      }),
    ),
  )

/** A file that is named must be a new one; the usual one is a report, and is replaced. */
const free = ({ out, force }: ReportFlags): E.Either<Fault, void> =>
  out === undefined || force === true || !existsSync(out)
    ? E.right(undefined)
    : E.left(
        fault({
          where: '--out',
          rule: 'the report must be a new file',
          got: 'one that exists',
          path: [out],
          hint: 'name another, or replace it with --force',
        }),
      )

/** Makes a page, or LaTeX, of all records in a folder. */
export const reportCommand =
  (console: Console) =>
  (folder: string, flags: ReportFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.Do,
      TE.bind('format', () => TE.fromEither(parseChoice<Format>('--format', 'format', formats)(flags.format))),
      TE.chainFirstEitherK(() => free(flags)),
      TE.bind('read', () => pipe(TE.fromEither(recordsUnder(folder)), TE.chain(readAll))),
      TE.bind('sections', ({ read: { records, amiss } }) => {
        for (const one of amiss) console.err.write(`left out: ${render(one)}\n`)
        const sections = sectionsOf(records)
        return sections.length === 0 ? TE.left(nothing(folder)) : TE.right(sections)
      }),
      TE.bind('text', ({ format, sections }) =>
        format === 'latex' ? TE.right(latexOf(sections)) : pageFor(`Records in ${basename(resolve(folder))}`, sections),
      ),
      TE.chainEitherK(({ format, text, read, sections }) => {
        const path = flags.out ?? (format === 'latex' ? undefined : join(folder, 'report.html'))
        if (path === undefined) {
          console.out.write(text)
          return E.right(0)
        }
        return pipe(
          written(path, text),
          E.map(() => {
            const runs = read.records.reduce((sum, one) => sum + one.runs.length, 0)
            console.out.write(`wrote ${path}: ${counted(runs, 'run')} of ${counted(sections.length, 'stream')}\n`)
            return 0
          }),
        )
      }),
    )
