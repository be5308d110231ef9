import { accessSync, constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TopLevelSpec } from 'vega-lite'
import type { Measure } from '../../experiment/index.ts'
import { protocols } from '../../experiment/protocol/index.ts'
import { parseChoice } from '../../experiment/settings/index.ts'
import type { Fault } from '../../fault.ts'
import { holding, writeWhole } from '../../files/index.ts'
import { checkRecordFile, type RecordedRun, unwritable } from '../../records/index.ts'
import { wrapped } from '../terminal/console.ts'
import { aboutAdaptation, adaptationOf, hasAdaptation } from './adaptation.ts'
import { courseOf, hasCourse } from './course.ts'
import type { Panel } from './panel.ts'
import { aboutSpectra, hasSpectra, spectraOf } from './spectra.ts'
import { svgOf } from './svg.ts'
import { aboutTrajectories, hasTrajectories, trajectoriesOf } from './trajectories.ts'

interface Kind {
  readonly title: string
  readonly about: (panels: readonly Panel[]) => string
  readonly has: (panels: readonly Panel[]) => boolean
  readonly spec: (panels: readonly Panel[]) => TopLevelSpec
  /** What must be measured for it. */
  readonly needs: readonly Measure[]
}

/** What `retain run --plot` can draw: for each protocol how its scores go, and what is measured. */
const kinds: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(
    Object.values(protocols).flatMap(({ plots: { course } }): readonly [string, Kind][] =>
      course === undefined
        ? []
        : [
            [
              course.kind,
              {
                title: course.kind,
                about: () => course.about,
                has: (panels) => hasCourse(panels, course.kind),
                spec: courseOf,
                needs: [],
              },
            ],
          ],
    ),
  ),
  adaptation: {
    title: 'adaptation',
    about: (panels) => (hasTrajectories(panels) ? aboutTrajectories : aboutAdaptation)(panels),
    has: (panels) => hasTrajectories(panels) || hasAdaptation(panels),
    spec: (panels) => (hasTrajectories(panels) ? trajectoriesOf : adaptationOf)(panels),
    needs: ['fits'],
  },
  fisher: { title: 'Fisher information', about: aboutSpectra, has: hasSpectra, spec: spectraOf, needs: ['fisher'] },
}

export const plotKinds = Object.keys(kinds)

/** A plot that is asked for, and the file that it goes to. */
export interface Plot {
  readonly kind: string
  readonly path: string
  /** A file that is there is replaced. */
  readonly replace?: true
}

/** What a run must measure for its plots. */
export const measuresFor = (plots: readonly Plot[]): readonly Measure[] => [
  ...new Set(plots.flatMap(({ kind }): readonly Measure[] => kinds[kind]?.needs ?? [])),
]

const ofPlot = (fault: Fault): Fault => ({
  ...fault,
  where: '--plot',
  rule: fault.rule.replace('the record', 'the plot'),
  ...(fault.hint?.includes('--out') ? { hint: 'name another record with --out, or replace all with --force' } : {}),
})

const writable = (path: string): E.Either<Fault, void> =>
  E.tryCatch(
    () => accessSync(dirname(path), constants.W_OK),
    (error) => unwritable(path, error),
  )

/**
 * The plots of kinds that are named: `NAME-KIND.svg` beside the record `NAME.jsonl`, or in this folder under the method's name
 * where no record is kept. A `Left` for an unknown kind, or a file that couldn't be written.
 */
export const plotsOf = (
  names: readonly string[],
  { method, out, force }: { readonly method: string; readonly out?: string | undefined; readonly force: boolean },
): E.Either<Fault, readonly Plot[]> => {
  const folder = out === undefined ? '.' : dirname(out)
  const name = basename(out ?? method).replace(/\.(jsonl|json|[cm]?[jt]s)$/, '')
  return pipe(
    [...new Set(names)],
    E.traverseArray(parseChoice('--plot', 'plot', plotKinds)),
    E.chain(
      E.traverseArray((kind) => {
        const path = join(folder, `${name}-${kind}.svg`)
        return pipe(
          checkRecordFile({ path, force }),
          E.chain(() => writable(path)),
          E.bimap(ofPlot, (): Plot => ({ kind, path, ...(force ? { replace: true } : {}) })),
        )
      }),
    ),
  )
}

/** Does something while no other process writes the plots, so that what is drawn at its end has a place. */
export const withPlots = <A>(plots: readonly Plot[], use: () => TE.TaskEither<Fault, A>): TE.TaskEither<Fault, A> =>
  holding(
    plots.map(({ path }) => ({
      path,
      where: '--plot',
      what: 'the plot',
      instead: 'name another record with --out',
      unwritable: (error) => ofPlot(unwritable(path, error)),
    })),
    use,
  )

const plural = (runs: readonly RecordedRun[]): string => (runs.length > 1 ? `, the mean over ${runs.length} seeds` : '')

/** Draws the plots of which there is something to draw, as far as runs went, and writes them; their files. */
export const writePlots = (
  plots: readonly Plot[],
  runs: readonly RecordedRun[],
): TE.TaskEither<Fault, readonly string[]> => {
  const started = runs[0]?.started
  if (started === undefined) return TE.right([])
  const panels: readonly Panel[] = [{ label: started.method, runs }]
  return pipe(
    plots.filter(({ kind }) => kinds[kind]?.has(panels)),
    TE.traverseSeqArray(({ kind, path, replace = false }) =>
      pipe(
        TE.tryCatch(
          () => {
            const { title, about, spec } = kinds[kind]!
            const text = `${basename(started.method)} on ${started.benchmark}: ${title}${plural(runs)}`
            const subtitle = wrapped(about(panels), 70, '').split('\n')
            return svgOf({ ...spec(panels), title: { text, subtitle } })
          },
          (error) => error,
        ),
        TE.chainEitherK((svg) => writeWhole([[path, svg]], { replace })),
        TE.bimap(
          (error) => ofPlot(unwritable(path, error)),
          () => path,
        ),
      ),
    ),
  )
}
