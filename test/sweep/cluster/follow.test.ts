import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterAll, describe, expect, it } from 'vitest'
import { fault } from '../../../src/fault.ts'
import { elementIn } from '../../../src/sweep/cluster/element.ts'
import { onCluster } from '../../../src/sweep/cluster/follow.ts'
import { queueIn } from '../../../src/sweep/cluster/queue.ts'
import type { Scheduler } from '../../../src/sweep/cluster/scheduler.ts'
import { type Conducted, type Job, type Runner, threads, type Watcher } from '../../../src/sweep/index.ts'
import { jobAs, teller } from '../made.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-follow-'))
afterAll(() => rmSync(folder, { recursive: true }))

const placeOf = (name: string): string => {
  const place = join(folder, name)
  mkdirSync(join(place, 'records'), { recursive: true })
  return place
}

const silent: Watcher = { ticks: () => {}, notes: () => {}, ended: () => {}, done: () => {} }
const jobs = [0, 1, 2].flatMap((seed) => ['a', 'b'].map((label) => jobAs(label, seed)))
const forever = new Promise<never>(() => {})

/** A cluster in this process: elements begin when they are submitted, and are there until they end or are killed. */
const cluster = (place: string, runner: (element: string) => Runner, signal = new AbortController().signal) => {
  const alive = new Set<string>()
  const submitted: number[] = []
  const scheduler: Scheduler = {
    most: async () => 1001,
    submit: (elements) => {
      const array = submitted.push(elements)
      for (let i = 0; i < elements; i += 1) {
        const id = `${array}_${i}`
        alive.add(id)
        elementIn(place, { id, place: i, life: 0 }, runner(id), signal)().then(() => alive.delete(id))
      }
      return TE.right(`${array}`)
    },
    elements: async () => E.right([...alive].map((id) => ({ id, state: 'runs' as const, why: 'None' }))),
    cancel: async () => alive.clear(),
    ending: 'cancel',
  }
  return { scheduler, submitted, kill: (id: string) => alive.delete(id) }
}

const follow = (
  place: string,
  scheduler: Scheduler,
  watcher: Watcher = silent,
  signal = new AbortController().signal,
) => onCluster({ folder: place, scheduler, limit: 2, pauses: { folder: 5, scheduler: 10 } })(jobs, watcher, signal)

const matrices = ({ runs }: Conducted) =>
  new Map([...runs].map(([{ label, seed }, { matrix, ending }]) => [`${label} ${seed}`, { matrix, tag: ending?._tag }]))

/** What threads of this process come to. */
const undisturbed = async (): Promise<Conducted> =>
  threads(2, () => teller(), placeOf('threads'))(jobs, silent, new AbortController().signal)

describe('jobs on a cluster', () => {
  it('come to what they do on threads, each told once', async () => {
    const place = placeOf('whole')
    const told: Job[] = []
    const { scheduler, submitted } = cluster(place, () => teller())
    const conducted = await follow(place, scheduler, { ...silent, ended: (job) => told.push(job) })
    expect(conducted.fault).toBeUndefined()
    expect(matrices(conducted)).toEqual(new Map([...matrices(await undisturbed())].sort()))
    expect(new Set(told)).toEqual(new Set(jobs))
    expect(told.length).toBe(jobs.length)
    expect(submitted).toEqual([2])
  })

  it('one whose element is gone in the middle is carried out by another', async () => {
    const place = placeOf('killed')
    const { scheduler, submitted, kill } = cluster(place, (id) =>
      teller((job, event) => {
        if (id !== '1_0' || job.seed !== 0 || event._tag !== 'TaskEnded') return undefined
        kill(id)
        return forever
      }),
    )
    const conducted = await follow(place, scheduler)
    expect(conducted.fault).toBeUndefined()
    expect(matrices(conducted)).toEqual(new Map([...matrices(await undisturbed())]))
    expect(submitted.length).toBeGreaterThanOrEqual(1)
  })

  it('one whose element is there is left to it, however long it takes', async () => {
    const begun: string[] = []
    const { scheduler } = cluster(placeOf('slow'), () =>
      teller((job, event) => {
        if (event._tag === 'RunStarted') begun.push(`${job.label} ${job.seed}`)
        return event._tag === 'TaskStarted' ? new Promise((on) => setTimeout(on, 60)) : undefined
      }),
    )
    expect((await follow(join(folder, 'slow'), scheduler)).fault).toBeUndefined()
    expect(begun.toSorted()).toEqual(jobs.map(({ label, seed }) => `${label} ${seed}`).toSorted())
  })

  it('one that takes its element with it each time is a fault after the third', async () => {
    const place = placeOf('deadly')
    const { scheduler, kill } = cluster(place, (id) =>
      teller((job) => {
        if (job.label !== 'b' || job.seed !== 1) return undefined
        kill(id)
        return forever
      }),
    )
    expect((await follow(place, scheduler)).fault?.got).toBe('b-seed1, which was lost 3 times')
  })

  it('that no element takes are a fault with the last words of one', async () => {
    const place = placeOf('barren')
    const scheduler: Scheduler = { ...cluster(place, () => teller()).scheduler, submit: () => TE.right('1') }
    expect((await follow(place, scheduler)).fault).toMatchObject({
      rule: 'elements of the array must take jobs',
      got: 'elements that ended and said nothing',
    })
  })

  it('that can’t be carried out end all, with what was wrong', async () => {
    const place = placeOf('faulty')
    const wrong = fault({ where: 'method', rule: 'the file must be there', got: 'nothing' })
    const { scheduler } = cluster(place, () => ({ runs: () => TE.left(wrong), dismiss: async () => {} }))
    expect((await follow(place, scheduler)).fault).toEqual(wrong)
  })

  it('go on when who follows is interrupted, and are followed again', async () => {
    const place = placeOf('resumed')
    let open = (): void => {}
    const door = new Promise<void>((resolve) => {
      open = resolve
    })
    const { scheduler, submitted } = cluster(place, () => teller((job) => (job.seed === 2 ? door : undefined)))
    const interrupting = new AbortController()
    const told: Job[] = []
    const ended = (job: Job): void => {
      if (told.push(job) === 3) interrupting.abort()
    }
    const cut = await follow(place, scheduler, { ...silent, ended }, interrupting.signal)
    expect(cut.goesOn).toBe('the cluster goes on; `cancel` ends it')
    expect(cut.runs.size).toBeLessThan(jobs.length)
    open()
    const conducted = await follow(place, scheduler)
    expect(matrices(conducted)).toEqual(new Map([...matrices(await undisturbed())].sort()))
    expect(submitted).toEqual([2])
  })

  it('an element that is begun anew first gives back what it had', async () => {
    const place = placeOf('anew')
    const queue = queueIn(place)
    queue.put(jobs)
    const { signal } = new AbortController()
    let stop = (): void => {}
    const stopped = new Promise<void>((resolve) => {
      stop = resolve
    })
    const hangs = teller(() => {
      stop()
      return forever
    })
    elementIn(place, { id: '9_0', place: 0, life: 0 }, hangs, signal)()
    await stopped
    expect(queue.claims().map(({ by }) => by)).toEqual(['9_0.0'])
    expect(await elementIn(place, { id: '9_0', place: 0, life: 1 }, teller(), signal)()).toEqual(E.right(jobs.length))
    expect([queue.waiting(), queue.claims(), queue.done().length]).toEqual([[], [], jobs.length])
    expect(readFileSync(join(place, 'records', 'a-seed0.jsonl'), 'utf8')).toContain('RunEnded')
  })
})
