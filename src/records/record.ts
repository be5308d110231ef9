import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Errors } from 'io-ts'
import { type RecordedEvent, type RunEvent, recordedEvent, recordedEvents } from '../experiment/protocol/index.ts'
import { type Fault, fault } from '../fault.ts'

/** Whether a record keeps an event. */
export const isRecorded = (event: RunEvent): event is RecordedEvent =>
  event._tag !== 'BatchDone' && event._tag !== 'TaskJudged'

/** An event as a line of a record, its end included. */
export const encodeLine = (event: RecordedEvent): string => `${JSON.stringify(recordedEvent.encode(event))}\n`

const parsed = (line: string): E.Either<string, unknown> =>
  E.tryCatch(
    () => JSON.parse(line) as unknown,
    () => 'something else than JSON',
  )

const tagOf = (json: unknown): string =>
  typeof json === 'object' && json !== null && '_tag' in json ? `${json._tag}` : ''

/** What isn't as it must be, and where in an event. */
const oddIn = (errors: Errors): string => {
  const [first] = errors
  const place = first?.context.flatMap(({ key }) => (key === '' || /^\d+$/.test(key) ? [] : [key])).join('.')
  return `${JSON.stringify(first?.value)?.slice(0, 40) ?? 'nothing'} for \`${place}\``
}

const decodeLine = (line: string): E.Either<string, RecordedEvent> =>
  pipe(
    parsed(line),
    E.chain((json) => {
      const tag = tagOf(json)
      if (!Object.hasOwn(recordedEvents, tag)) return E.left('something else than an event')
      const decoded: E.Either<Errors, RecordedEvent> = recordedEvents[tag as keyof typeof recordedEvents].decode(json)
      return pipe(
        decoded,
        E.mapLeft((errors) => `a ${tag} with ${oddIn(errors)}`),
      )
    }),
  )

/**
 * The events of a record. A last line without an end that isn't whole is left out: the process was killed while it wrote.
 *
 * @param path names the record in faults
 * @law `decodeRecord(path)(events.map(encodeLine).join('')) = right(events)`
 */
export const decodeRecord =
  (path: string) =>
  (text: string): E.Either<Fault, readonly RecordedEvent[]> => {
    const lines = text.split('\n')
    const torn = lines.pop() ?? ''
    const whole = torn !== '' && E.isRight(decodeLine(torn)) ? [...lines, torn] : lines
    return pipe(
      whole,
      E.traverseArrayWithIndex((i, line) =>
        pipe(
          decodeLine(line),
          E.mapLeft((got) =>
            fault({
              where: 'record',
              rule: 'each line must be an event of a run',
              got,
              path: [path, `line ${i + 1}`],
              hint: 'the file is damaged, or was written by another version of Retain',
            }),
          ),
        ),
      ),
    )
  }
