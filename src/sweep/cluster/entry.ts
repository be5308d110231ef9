import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { recordedEvents, writtenNumber, writtenOption } from '../../experiment/protocol/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Job } from '../job.ts'

/** A job as it waits in a file. What its settings may be is checked where it is carried out, as for any run. */
const codec = t.type({
  label: t.string,
  seed: writtenNumber,
  asked: recordedEvents.RunStarted,
  ticks: t.number,
  order: t.type({
    name: t.string,
    set: t.record(t.string, writtenOption),
    asked: t.type({ benchmark: t.string, seeds: t.array(t.number) }),
    alone: t.boolean,
  }),
})

export const encodeJob = (job: Job): string =>
  `${JSON.stringify({ ...job, asked: recordedEvents.RunStarted.encode(job.asked) })}\n`

/** @param path names the file in faults */
export const decodeJob =
  (path: string) =>
  (text: string): E.Either<Fault, Job> =>
    pipe(
      E.tryCatch(() => JSON.parse(text) as unknown, String),
      E.chainW(codec.decode),
      E.bimap(
        () =>
          fault({
            where: 'compare',
            rule: 'what waits for a cluster must be a job',
            got: 'something else',
            path: [path],
            hint: 'the file is damaged, or of another version of Retain: go on with the same command and --resume',
          }),
        (job) => job as unknown as Job,
      ),
    )
