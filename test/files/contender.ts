/**
 * A process among several that want one lock, over and over: `contender.ts FOLDER SECONDS`. Whoever has it makes a file that must not
 * be there, takes it away, and leaves the lock as one on another machine would that was killed long ago. Prints how often it had it.
 */
import { closeSync, openSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { lock, lockFileOf } from '../../src/files/index.ts'

const [folder = '', seconds = '1'] = process.argv.slice(2)
const wanted = join(folder, 'wanted')
const alone = join(folder, 'alone')
const dead = `${JSON.stringify({ token: 'of one that was killed', host: 'another', process: 1, since: '' })}\n`
const end = Date.now() + 1000 * Number(seconds)
let had = 0
while (Date.now() < end) {
  const own = lock(wanted)
  if (E.isLeft(own)) continue
  closeSync(openSync(alone, 'wx'))
  rmSync(alone)
  had += 1
  writeFileSync(lockFileOf(wanted), dead)
  utimesSync(lockFileOf(wanted), 0, 0)
  own.right.release()
}
console.log(had)
