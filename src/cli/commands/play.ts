import * as E from 'fp-ts/lib/Either.js'
import type { RecordedEvent } from '../../experiment/protocol/index.ts'
import type { Fault } from '../../fault.ts'
import { logbook, type Open, type RecordedRun } from '../../records/index.ts'
import type { Announced, RunNews, RunOrder } from '../../sweep/index.ts'
import type { Listener } from '../terminal/progress.ts'
import type { Hand } from '../worker/hand.ts'

/** What keeps runs. */
export interface Keeping {
  /** Opens the record, if one is to be kept, when the first run begins or goes on. */
  readonly open: Open
  /** The events of runs that are in the record already. */
  readonly before: readonly RecordedEvent[]
  /** Told of what is kept, once it is. */
  readonly told: (run: Announced, event: RecordedEvent) => void
  readonly note: (text: string) => void
}

/** How runs went: what is known of each, and what ended them early. */
export interface Played {
  readonly runs: readonly RecordedRun[]
  readonly fault: Fault | undefined
  readonly interrupted: boolean
}

/**
 * Has a hand carry out the runs of an order until one fails; a listener hears and a record keeps what happens.
 *
 * @param listening the listener, once it is known what will run; a `Left` where that is not what was run before
 */
export const play = async (
  hand: Hand,
  order: RunOrder,
  listening: (runs: readonly Announced[]) => E.Either<Fault, Listener>,
  { open, before, told, note }: Keeping,
): Promise<Played> => {
  const log = logbook(open, before)
  let listener: Listener | undefined
  let runs: readonly Announced[] = []
  let current: Announced | undefined
  const hear = (news: RunNews): E.Either<Fault, void> => {
    if (news._tag === 'Ready') {
      const made = listening(news.runs)
      if (E.isLeft(made)) return made
      runs = news.runs
      listener = made.right
      return E.right(undefined)
    }
    current = runs[news.run]
    if (news._tag === 'Noted') {
      note(news.text)
      return E.right(undefined)
    }
    if (news._tag === 'Resumed') {
      if (current !== undefined) listener?.ticks(current, news.ticks)
      return log.resumed(news.events)
    }
    if (news._tag === 'Ticks') {
      log.at(news.at)
      if (current !== undefined) listener?.ticks(current, news.ticks)
      return E.right(undefined)
    }
    if (current !== undefined) listener?.hear(current, news.event)
    const kept = log.event(news.event)
    if (E.isRight(kept) && current !== undefined) told(current, news.event)
    return kept
  }
  const ended = await hand.does('run', order, order.name, hear)()
  listener?.done()
  log.close(E.isLeft(ended) ? ended.left : undefined)
  const played = log.runs()
  // Where runs go together the others of one that diverges go on.
  const [failed] = played.flatMap(({ started, ending }) =>
    ending?._tag === 'RunFailed'
      ? [{ ...ending.fault, path: [`seed ${started.seed}`, ...(ending.fault.path ?? [])] }]
      : [],
  )
  return {
    runs: played,
    fault: failed ?? (E.isLeft(ended) ? ended.left : undefined),
    // What ends before it says what will run was interrupted as well.
    interrupted:
      E.isRight(ended) &&
      (played.length === 0 || played.length < runs.length || played.some(({ ending }) => ending?._tag !== 'RunEnded')),
  }
}
