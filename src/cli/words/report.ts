import * as t from 'io-ts'
import { protocolCodec, writtenNumber, writtenOption } from '../../experiment/protocol/index.ts'
import { deviationOf, meanOf, outcomeCodec, outcomeOf, type RecordedRun } from '../../records/index.ts'

/** What `retain run --json` prints. Accuracies are fractions; `mean` and `std` (of a sample, n − 1) are over seeds; see `writtenNumber`. */
export const reportCodec = t.intersection([
  t.strict({
    method: t.string,
    benchmark: t.string,
    options: t.record(t.string, writtenOption),
    backend: t.string,
    runs: t.array(
      t.intersection([t.strict({ seed: writtenNumber, matrix: t.array(t.array(writtenNumber)) }), outcomeCodec]),
    ),
    mean: outcomeCodec,
    std: outcomeCodec,
  }),
  /** As in the records: what isn't `continual`. */
  t.exact(t.partial({ protocol: protocolCodec })),
])

export type Report = t.TypeOf<typeof reportCodec>

/** The report on runs of one method, at least one of which came to its end; the others are left out. */
export const reportOf = (runs: readonly RecordedRun[]): Report | undefined => {
  const ended = runs.flatMap((run) => {
    const numbers = outcomeOf(run)
    return numbers === undefined ? [] : [{ run, numbers }]
  })
  const first = ended[0]?.run.started
  if (first === undefined) return undefined
  const outcomes = ended.map(({ numbers }) => numbers)
  return {
    method: first.method,
    benchmark: first.benchmark,
    ...(first.protocol === undefined ? {} : { protocol: first.protocol }),
    options: { ...first.options },
    backend: first.backend,
    runs: ended.map(({ run, numbers }) =>
      Object.assign({ seed: run.started.seed }, numbers, { matrix: run.matrix.map((row) => [...row]) }),
    ),
    mean: meanOf(outcomes),
    std: deviationOf(outcomes),
  }
}
