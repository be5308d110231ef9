import * as t from 'io-ts'
import { protocolCodec, writtenNumber, writtenOption } from '../experiment/protocol/index.ts'
import { alwaysRecorded, settingsOf, sometimesRecorded } from '../experiment/settings/index.ts'
import { outcomeCodec } from '../records/index.ts'
import type { Standing } from './standing.ts'

const matrix = t.array(t.array(writtenNumber))

const method = t.intersection([
  t.strict({
    /** What the method is called in the table. */
    label: t.string,
    /** Its name, or its file. */
    method: t.string,
    options: t.record(t.string, writtenOption),
    runs: t.array(t.intersection([t.strict({ seed: writtenNumber, matrix }), outcomeCodec])),
    /** Runs that did not come to their end. */
    mishaps: t.array(t.strict({ seed: writtenNumber, what: t.string })),
  }),
  t.exact(t.partial({ mean: outcomeCodec, std: outcomeCodec })),
])

/** What `retain compare --json` prints and writes. Accuracies are fractions; `mean` and `std` (of a sample, n − 1) are over seeds; see `writtenNumber`. */
export const comparisonCodec = t.intersection([
  t.strict({
    ...alwaysRecorded,
    data: t.string,
    seeds: t.array(writtenNumber),
    methods: t.array(method),
  }),
  /** As in the records: what isn't the usual. */
  t.exact(t.partial({ ...sometimesRecorded, protocol: protocolCodec })),
])

export type Comparison = t.TypeOf<typeof comparisonCodec>

/** The standings as data; `undefined` for none. */
export const comparisonOf = (standings: readonly Standing[], seeds: readonly number[]): Comparison | undefined => {
  const started = standings[0]?.sample.started
  if (started === undefined) return undefined
  return {
    ...settingsOf(started),
    ...(started.protocol === undefined ? {} : { protocol: started.protocol }),
    data: started.data,
    seeds: [...seeds],
    methods: standings.map(({ label, sample, finished, mishaps, mean, deviation }) => ({
      label,
      method: sample.started.method,
      options: { ...sample.started.options },
      runs: finished.map(({ run, scores: own }) =>
        Object.assign({ seed: run.started.seed, matrix: run.matrix.map((row) => [...row]) }, own),
      ),
      mishaps: mishaps.map((one) => ({ ...one })),
      ...(mean === undefined || deviation === undefined ? {} : { mean, std: deviation }),
    })),
  }
}
