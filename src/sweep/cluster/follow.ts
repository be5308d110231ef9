import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import { type RecordedRun, unwritable } from '../../records/index.ts'
import type { Engine } from '../engine.ts'
import { type Job, jobName } from '../job.ts'
import { keptRun } from '../kept.ts'
import { elementOf, unlocked } from './element.ts'
import { jobIn, queueIn } from './queue.ts'
import type { Scheduler } from './scheduler.ts'

/** A cluster that carries out the jobs of the comparison in a folder, which all its machines see. */
export interface Cluster {
  readonly folder: string
  readonly scheduler: Scheduler
  /** How many elements there are at a time, at most. */
  readonly limit: number
  /** How often, in milliseconds, the folder and the scheduler are looked at. */
  readonly pauses?: { readonly folder: number; readonly scheduler: number }
}

/**
 * How often a job may be lost with who had it, an array of which no element took a job be submitted, and a look at the scheduler fail; and
 * how long, in milliseconds, elements that come and go without a job wait for others to be submitted.
 */
const patience = { losses: 3, barren: 2, looks: 60, idle: 60_000 }

/** The last lines of the newest log, if there is one. */
const lastWords = (logs: string): string => {
  const names = readdirSync(logs).map((name) => join(logs, name))
  const [newest] = names.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  return newest === undefined ? '' : readFileSync(newest, 'utf8').trim().split('\n').slice(-4).join('\n')
}

/**
 * Has a cluster carry out jobs: they are put into the folder's list, and arrays are submitted whose elements take them from there.
 * What becomes of them is read from the folder; a job whose element is gone waits again, and so long as any wait there are
 * elements for them. Elements of an earlier process that still run are followed. At a signal they go on without this process.
 */
export const onCluster =
  ({ folder, scheduler, limit, pauses = { folder: 1_000, scheduler: 5_000 } }: Cluster): Engine =>
  async (jobs, watcher, signal) => {
    const queue = queueIn(folder)
    const open = new Map<string, Job>(jobs.map((job) => [jobName(job), job]))
    const runs = new Map<Job, RecordedRun>()
    const told = new Map<string, number>()
    const losses = new Map<string, number>()
    let barren = 0
    let unseen = 0
    /** What was taken, done and lost when the last array was submitted, and when that was. */
    let last = { taken: '', at: Number.NEGATIVE_INFINITY }

    const lost = (name: string): Fault | undefined => {
      const times = (losses.get(name) ?? 0) + 1
      losses.set(name, times)
      return times < patience.losses
        ? undefined
        : fault({
            where: 'compare',
            rule: 'a job must come to its end before what runs it does',
            got: `${name}, which was lost ${times} times`,
            path: [queue.logs],
            hint: 'look there for why: it may want more --time, or more memory by --sbatch=--mem=8G',
          })
    }
    /** What has ended since. */
    const collected = async (): Promise<Fault | undefined> => {
      const [wrong] = queue.faults()
      if (wrong !== undefined) return wrong
      for (const entry of queue.done()) {
        const job = open.get(jobIn(entry))
        if (job === undefined) continue
        const kept = await keptRun({ folder, resume: true, force: false })(job)()
        if (E.isLeft(kept)) return kept.left
        if (kept.right === undefined) {
          queue.put([job])
          continue
        }
        runs.set(job, kept.right)
        open.delete(jobName(job))
        watcher.ended(job, kept.right)
      }
      for (const { entry } of queue.claims()) {
        const job = open.get(jobIn(entry))
        if (job === undefined) continue
        const ticks = queue.ticks(entry)
        const more = ticks - (told.get(entry) ?? 0)
        if (more !== 0) watcher.ticks(job, more)
        told.set(entry, ticks)
      }
      return undefined
    }
    /** Has those jobs wait again whose elements are gone, and submits what is missing. */
    const supervised = async (): Promise<Fault | undefined> => {
      // Who took a job before the scheduler was asked, and isn't there by its answer, is gone.
      const before = new Set(queue.claims().map(({ entry, by }) => `${entry}@${by}`))
      const looked = await scheduler.elements()
      if (E.isLeft(looked)) {
        unseen += 1
        return unseen > patience.looks ? looked.left : undefined
      }
      unseen = 0
      const states = new Map(looked.right.map(({ id, state }) => [id, state]))
      for (const claim of queue.claims()) {
        const state = states.get(elementOf(claim.by))
        if (!before.has(`${claim.entry}@${claim.by}`) || state === 'runs' || state === 'ends') continue
        unlocked(folder, claim.entry)
        if (!queue.giveBack(claim)) continue
        const wrong = lost(jobIn(claim.entry))
        if (wrong !== undefined) return wrong
      }
      const [waiting, claims] = [queue.waiting().length, queue.claims().length]
      const alive = looked.right.filter(({ state }) => state !== 'ends')
      const why = new Set(alive.map((one) => one.why).filter((one) => one !== 'None'))
      if (why.size > 0 && alive.every(({ state }) => state === 'waits')) watcher.waits?.([...why].join('; '))
      const missing = Math.min(limit, waiting + claims) - alive.length
      if (waiting === 0 || missing <= 0) return undefined
      const taken = JSON.stringify([queue.claims(), queue.done().length, ...losses])
      const idle = taken === last.taken
      if (idle && alive.length > 0 && performance.now() - last.at < patience.idle) return undefined
      barren = idle && looked.right.length === 0 ? barren + 1 : 0
      if (barren >= patience.barren)
        return fault({
          where: 'compare',
          rule: 'elements of the array must take jobs',
          got: lastWords(queue.logs) || 'elements that ended and said nothing',
          path: [queue.logs],
          hint: 'Node.js, Retain and the folder must lie where the machines of the cluster see them, under the same paths',
        })
      last = { taken, at: performance.now() }
      const submitted = await scheduler.submit(Math.min(missing, waiting, await scheduler.most()))()
      return E.isLeft(submitted) ? submitted.left : undefined
    }
    const followed = async (): Promise<Fault | undefined> => {
      const there = await scheduler.elements()
      if (E.isLeft(there)) return there.left
      if (there.right.length === 0) queue.clear()
      queue.put(jobs)
      for (let next = 0; ; ) {
        const wrong = await collected()
        if (wrong !== undefined) return wrong
        if (open.size === 0) {
          queue.clear()
          return undefined
        }
        if (signal.aborted) return undefined
        if (performance.now() >= next) {
          const amiss = await supervised()
          if (amiss !== undefined) return amiss
          next = performance.now() + pauses.scheduler
        }
        await setTimeout(pauses.folder, undefined, { signal }).catch(() => {})
      }
    }
    const conducted = async (): Promise<Fault | undefined> => {
      try {
        return await followed()
      } catch (error) {
        return unwritable(folder, error)
      }
    }
    const wrong = await conducted()
    watcher.done()
    const goesOn = open.size > 0 && wrong === undefined
    if (!goesOn) await scheduler.cancel()
    return {
      runs,
      fault: wrong,
      ...(goesOn ? { goesOn: `the cluster goes on; \`${scheduler.ending}\` ends it` } : {}),
    }
  }
