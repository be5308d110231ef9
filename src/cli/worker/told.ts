import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { RunStarted } from '../../experiment/protocol/index.ts'
import type { Fault } from '../../fault.ts'
import { type Log, readRecordFile } from '../../records/index.ts'
import { type Job, jobName, type RunNews, type Runner, recordPath } from '../../sweep/index.ts'
import type { Hand } from './hand.ts'

/** The news of runs one after the other, told to a log. */
const heardBy = (log: Log, nameOf: (started: RunStarted) => string) => {
  let name = ''
  return (news: RunNews): E.Either<Fault, void> => {
    if (news._tag !== 'Event') return E.right(undefined)
    if (news.event._tag === 'RunStarted') name = nameOf(news.event)
    return log.hear(name, news.event)
  }
}

/** A hand whose runs a log is told of, each by the name of its method and its seed. */
export const toldTo = (log: Log, hand: Hand): Hand => ({
  ...hand,
  does: (errand, given, about, hear = () => E.right(undefined)) => {
    if (errand !== 'run') return hand.does(errand, given, about, hear)
    const heard = heardBy(log, ({ method, seed }) =>
      jobName({ label: basename(method).replace(/\.(json|[cm]?[jt]s)$/, ''), seed }),
    )
    return hand.does(errand, given, about, (told) =>
      pipe(
        heard(told as RunNews),
        E.chain(() => hear(told)),
      ),
    )
  },
})

/** A runner whose jobs a log is told of. */
export const runnerToldTo = (log: Log, runner: Runner): Runner => ({
  ...runner,
  runs: (load, hear) => {
    const heard = load.map((job) => heardBy(log, () => jobName(job)))
    return runner.runs(load, (news) =>
      pipe(
        ('run' in news ? heard[news.run]?.(news) : undefined) ?? E.right(undefined),
        E.chain(() => hear(news)),
      ),
    )
  },
})

/** Tells a log of those jobs that it did not hear of, by their records: they were kept, or others carried them out. */
export const loggedFrom = (
  log: Log,
  folder: string | undefined,
  jobs: readonly Job[],
): TE.TaskEither<Fault, unknown> =>
  folder === undefined || !log.isAsked
    ? TE.right(undefined)
    : pipe(
        jobs.filter((job) => !log.heard().has(jobName(job)) && existsSync(recordPath(folder, job))),
        TE.traverseSeqArray((job: Job) =>
          pipe(
            readRecordFile(recordPath(folder, job)),
            TE.chainEitherK(E.traverseArray((event) => log.hear(jobName(job), event))),
          ),
        ),
      )
