import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeJob, encodeJob } from '../../../src/sweep/cluster/entry.ts'
import { jobIn, queueIn } from '../../../src/sweep/cluster/queue.ts'
import { recordPath } from '../../../src/sweep/index.ts'
import { jobName, recordNamed } from '../../../src/sweep/job.ts'
import { right } from '../../experiment/digits.ts'
import { jobAs } from '../made.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-queue-'))
afterAll(() => rmSync(folder, { recursive: true }))

const jobs = (count: number) =>
  Array.from({ length: count }, (_, seed) => jobAs(seed % 2 === 0 ? 'a b' : 'c@d~e', seed))

describe('the list of jobs of a comparison', () => {
  it('gives each once, in order, as it was put; what is given back comes again, what is done never', () => {
    const queue = queueIn(join(folder, 'order'))
    const all = jobs(5)
    queue.put(all)
    const taken = all.map(() => right(queue.take('1_0.0', 0))!)
    expect(taken.map(({ job }) => job)).toEqual(all)
    expect(right(queue.take('1_0.0', 0))).toBeUndefined()
    expect(queue.claims()).toEqual(taken.map(({ claim }) => claim))
    expect(taken.map(({ claim }) => jobIn(claim.entry))).toEqual(all.map(jobName))
    queue.end(taken[0]!.claim)
    expect(queue.giveBack(taken[1]!.claim)).toBe(true)
    expect(queue.giveBack(taken[1]!.claim)).toBe(true)
    queue.put(all.slice(1))
    expect(queue.waiting()).toEqual([taken[1]!.claim.entry])
    expect(right(queue.take('2_0.0', 7))?.job).toEqual(all[1])
    expect(queue.done().map(jobIn)).toEqual([jobName(all[0]!)])
  })

  it('law: what is decoded is what was encoded, and its record is the one of its name', () => {
    for (const job of jobs(3)) {
      expect(right(decodeJob('file')(encodeJob(job)))).toEqual(job)
      expect(recordNamed('folder', jobName(job))).toBe(recordPath('folder', job))
    }
    expect(decodeJob('file')('{"label":1}')).toMatchObject({ left: { path: ['file'] } })
  })

  it('law: of many processes that take at once each job is had by one', async () => {
    const place = join(folder, 'race')
    queueIn(place).put(jobs(300))
    const taker = join(import.meta.dirname, 'taker.ts')
    const had = await Promise.all(
      [0, 1, 2].map(
        (i) =>
          new Promise<readonly string[]>((resolve, reject) => {
            const child = fork(taker, [place, `1_${i}.0`, `${i % 2}`], { execArgv: ['--import', 'tsx'] })
            child.on('message', (names) => resolve(names as readonly string[]))
            child.on('exit', (code) => reject(new Error(`ended with ${code}`)))
          }),
      ),
    )
    expect(had.flat().toSorted()).toEqual(jobs(300).map(jobName).toSorted())
    expect(queueIn(place).waiting()).toEqual([])
  })
})
