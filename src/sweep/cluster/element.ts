import { rmSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { lockFileOf } from '../../files/index.ts'
import { unwritable } from '../../records/index.ts'
import { conduct } from '../conduct.ts'
import type { Runner } from '../crew.ts'
import { type Job, recordNamed, recordPath } from '../job.ts'
import { keptRun } from '../kept.ts'
import type { Watcher } from '../watcher.ts'
import { type Claim, jobIn, queueIn } from './queue.ts'

/** Who takes jobs: an element of an array of a cluster, in one of its lives (it may be stopped and begun anew). */
export interface Element {
  /** Its array, and its place there. */
  readonly id: string
  readonly place: number
  readonly life: number
}

/** What claims of an element in one of its lives are signed with. */
export const signed = ({ id, life }: Pick<Element, 'id' | 'life'>): string => `${id}.${life}`

/** The element that signed. */
export const elementOf = (by: string): string => by.replace(/\.\d+$/, '')

/** How often, in milliseconds, ticks are told. */
const pause = 1_000

/** Takes away the lock of a record whose writer is known to be gone: on another machine it would be held for minutes. */
export const unlocked = (folder: string, entry: string): void => {
  try {
    rmSync(lockFileOf(recordNamed(folder, jobIn(entry))), { force: true })
  } catch {
    // There is no folder of records yet.
  }
}

/** A job that goes on from its last checkpoint, which an element that is gone may have left. */
const goingOn = (folder: string, job: Job): Job => {
  const { order } = job
  if (order.checkpoints === undefined) return job
  return {
    ...job,
    order: { ...order, checkpoints: { ...order.checkpoints, record: recordPath(folder, job), resume: true } },
  }
}

/** Tells how many ticks of a job are done, now and then. */
const teller = (tell: (ticks: number) => void): Watcher => {
  let done = 0
  let told = 0
  return {
    ticks: (_, ticks) => {
      done += ticks
      if (performance.now() - told < pause) return
      told = performance.now()
      tell(done)
    },
    notes: () => {},
    ended: () => {},
    done: () => {},
  }
}

/**
 * Takes jobs of the list of a comparison, one after the other, and carries them out, until none waits. Those of its earlier lives wait
 * again first. A job that is recorded whole already is over; one that can't be carried out is told to who follows. At a signal the job
 * at hand waits again.
 *
 * @returns how many jobs it carried out
 */
export const elementIn =
  (folder: string, element: Element, runner: Runner, signal: AbortSignal): TE.TaskEither<Fault, number> =>
  async () => {
    const queue = queueIn(folder)
    const by = signed(element)
    const runners = () => ({ runs: runner.runs, dismiss: async () => {} })
    const carriedOut = async (claim: Claim, claimed: Job): Promise<boolean> => {
      const job = goingOn(folder, claimed)
      const kept = await keptRun({ folder, resume: true, force: false })(job)()
      if (E.isLeft(kept)) return failed(claim, kept.left)
      if (kept.right !== undefined) {
        queue.end(claim)
        return true
      }
      const watcher = teller((ticks) => queue.tell(claim.entry, ticks))
      const { runs, fault } = await conduct([job], 1, runners, folder, watcher, signal)
      if (fault !== undefined) return failed(claim, fault)
      const ending = runs.get(job)?.ending
      if (ending === undefined || ending._tag === 'RunInterrupted') {
        queue.giveBack(claim)
        return false
      }
      queue.end(claim)
      return true
    }
    const failed = (claim: Claim, fault: Fault): false => {
      queue.fail(claim, fault)
      return false
    }
    try {
      for (const claim of queue.claims()) {
        if (elementOf(claim.by) !== element.id) continue
        unlocked(folder, claim.entry)
        queue.giveBack(claim)
      }
      let count = 0
      while (!signal.aborted) {
        const taken = queue.take(by, element.place)
        if (E.isLeft(taken)) return taken
        if (taken.right === undefined) break
        const { claim, job } = taken.right
        if (!(await carriedOut(claim, job))) break
        count += 1
      }
      return E.right(count)
    } catch (error) {
      return E.left(unwritable(folder, error))
    } finally {
      await runner.dismiss()
    }
  }
