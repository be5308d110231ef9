import * as E from 'fp-ts/lib/Either.js'
import { jobIn, queueIn } from '../../../src/sweep/cluster/queue.ts'

/** A process that takes all jobs of a list that it can get, and says which those were. */
const [folder = '', by = '', from = '0'] = process.argv.slice(2)
const queue = queueIn(folder)
const had: string[] = []
for (let taken = queue.take(by, Number(from)); E.isRight(taken) && taken.right !== undefined; ) {
  had.push(jobIn(taken.right.claim.entry))
  taken = queue.take(by, Number(from))
}
process.send?.(had)
process.disconnect?.()
