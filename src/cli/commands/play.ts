import * as E from 'fp-ts/lib/Either.js'
import type { Fault } from '../../fault.ts'
import { logbook, type RecordedRun, type RecordFile } from '../../records/index.ts'
import type { Announced, RunNews, RunOrder } from '../../sweep/index.ts'
import type { Listener } from '../terminal/progress.ts'
import type { Hand } from '../worker/hand.ts'

/** How runs went: what is known of each, and what ended them early. */
export interface Played {
  readonly runs: readonly RecordedRun[]
  readonly fault: Fault | undefined
  readonly interrupted: boolean
}

/**
 * Has a hand carry out the runs of an order until one fails; a listener hears and a record keeps what happens.
 *
 * @param listening the listener, once it is known what will run
 * @param open opens the record, if one is to be kept, when the first run begins
 */
export const play = async (
  hand: Hand,
  order: RunOrder,
  listening: (runs: readonly Announced[]) => Listener,
  open: () => E.Either<Fault, RecordFile | undefined>,
): Promise<Played> => {
  const log = logbook(open)
  let listener: Listener | undefined
  let runs: readonly Announced[] = []
  let current: Announced | undefined
  const hear = (news: RunNews): E.Either<Fault, void> => {
    if (news._tag === 'Ready') {
      runs = news.runs
      listener = listening(runs)
      return E.right(undefined)
    }
    current = runs[news.run]
    if (news._tag === 'Ticks') {
      log.at(news.at)
      if (current !== undefined) listener?.ticks(current, news.ticks)
      return E.right(undefined)
    }
    if (current !== undefined) listener?.hear(current, news.event)
    return log.event(news.event)
  }
  const ended = await hand.does('run', order, order.name, hear)()
  listener?.done()
  log.close(E.isLeft(ended) ? ended.left : undefined)
  const played = log.runs()
  const last = played.at(-1)?.ending
  const failed =
    last?._tag === 'RunFailed'
      ? { ...last.fault, path: [`seed ${current?.started.seed}`, ...(last.fault.path ?? [])] }
      : undefined
  return {
    runs: played,
    fault: failed ?? (E.isLeft(ended) ? ended.left : undefined),
    interrupted: E.isRight(ended) && (played.length < runs.length || last?._tag !== 'RunEnded'),
  }
}
