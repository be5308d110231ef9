import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as O from 'fp-ts/lib/Option.js'
import { afterAll, expect, it } from 'vitest'
import { found, librariesIn, openerIn, packageIn, pairs } from '../../src/native/index.ts'

const scratch = mkdtempSync(join(tmpdir(), 'retain-threads-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const there = found('cpu')

it.skipIf(O.isNone(there))(
  'a build is loaded by one worker after the other, and by two at once, without a word',
  async () => {
    if (O.isNone(there)) return
    const { place } = there.value
    const script = join(scratch, 'threads.mjs')
    writeFileSync(
      script,
      `import { createRequire } from 'node:module'
    import { isMainThread, Worker } from 'node:worker_threads'
    const load = createRequire(import.meta.url)
    const one = () => new Promise((end) => new Worker(${JSON.stringify(script)}).on('exit', end))
    if (isMainThread) console.log([await one(), await one(), ...await Promise.all([one(), one()])].join(' '))
    else {
      load(${JSON.stringify(openerIn(place))}).open(${JSON.stringify(librariesIn(place)[0])}, ${JSON.stringify(pairs)})
      const tf = load(${JSON.stringify(packageIn(place, 'cpu'))})
      process.exit(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0])
    }`,
    )
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], {
      env: { ...process.env, NODE_OPTIONS: '', VITEST: undefined, NODE_ENV: undefined },
    })
    expect(stdout).toBe('11 11 11 11\n')
    expect(stderr.split('\n').filter((line) => /^[IWEF]\d{4}|^WARNING/.test(line))).toEqual([])
  },
)
