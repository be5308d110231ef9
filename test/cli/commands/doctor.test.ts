import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterAll, describe, expect, it } from 'vitest'
import {
  backendFinding,
  type Diagnosis,
  diagnosisCodec,
  kindOf,
  memoryFinding,
  nativeFinding,
  nodeFinding,
  oldestNode,
} from '../../../src/cli/errands/doctor/index.ts'
import { dataSets } from '../../../src/data/index.ts'
import { fault } from '../../../src/fault.ts'
import { backends } from '../../../src/interpreters/devices/index.ts'
import { setUp } from '../../../src/native/setup/index.ts'
import { orderIn, world } from '../../native/setup/fakes.ts'
import { captured, words } from '../captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-doctor-'))
writeFileSync(join(folder, 'train.bin'), 'damaged')
afterAll(() => rmSync(folder, { recursive: true }))

const diagnosisOf = async (line: string): Promise<Diagnosis> => {
  const { status, out, err } = await captured(words(line))
  expect({ status, err }).toEqual({ status: 0, err: '' })
  const decoded = diagnosisCodec.decode(JSON.parse(out))
  return E.isRight(decoded) ? decoded.right : expect.fail('not a diagnosis')
}

const [wasm, cpu] = (['wasm', 'cpu'] as const).map((name) => backends.find((one) => one.name === name)!)

describe('retain doctor', () => {
  it('--json says what of this machine works, and what does not is no failure', async () => {
    const found = await diagnosisOf('doctor --json')
    expect(found.node).toMatchObject({ version: process.versions.node, fine: true })
    expect(found.backends.map(({ name }) => name)).toEqual(backends.map(({ name }) => name))
    const best = found.backends.find(({ works }) => works)
    expect(found.backends.filter(({ advice }) => advice.includes('--backend auto'))).toEqual([best])
    for (const one of found.backends.filter(({ name }) => name === 'wasm' || name === 'cpu')) {
      expect(one).toMatchObject({ works: true, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
      expect(one.firstKernelMilliseconds).toBeGreaterThan(0)
    }
    expect(found.memory.freeBytes).toBeLessThanOrEqual(found.memory.totalBytes)
    expect(found.data[0]).toMatchObject({ name: 'mnist', where: 'embedded', found: true })
    for (const { advice } of [found.node, ...found.backends, found.memory, ...found.data])
      expect(advice).toMatch(/^[^\n]{5,}$/)
  })

  it.each(['/nowhere/at/all', folder])('looks into a folder, whatever is in it: %s', async (dir) => {
    const { data } = await diagnosisOf(`doctor --json --data ${dir}`)
    expect(data.map(({ name }) => name)).toEqual(['mnist', ...dataSets.map(({ name }) => name)])
    expect(data.map(({ found }) => found)).toEqual([true, ...dataSets.map(() => false)])
  })

  it('prints the same for people, in 80 columns and on a narrow terminal', async () => {
    for (const columns of [80, 40]) {
      const { status, out, err } = await captured(['doctor'], { terminal: true, columns, env: { NO_COLOR: '1' } })
      expect(status).toBe(0)
      // A slow machine is told that a worker starts.
      expect(['', 'starting …\x1b[1G\x1b[K']).toContain(err)
      expect(out).toMatch(/^✓ backend wasm$/m)
      expect(out).toMatch(/^✓ data mnist, embedded$/m)
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns)
    }
  })

  it('refuses what it does not know', async () => {
    expect(await captured(words('doctor me'))).toMatchObject({ status: 2, out: '' })
  })
})

describe('its findings', () => {
  it('a backend that does not load says why, and what to do', async () => {
    const broken = TE.left(fault({ where: 'backend cpu', rule: 'it must load', got: 'no such thing', hint: 'get it' }))
    expect(await backendFinding({ ...cpu!, open: broken }, false)()).toMatchObject({
      works: false,
      reason: 'no such thing',
      advice: 'get it',
    })
  })

  it('a backend that computes something else does not work', async () => {
    const device = await wasm!.open()
    if (E.isLeft(device)) return expect.fail('wasm does not load')
    const wrong = { ...device.right, read: async () => [2, 6, 13] }
    expect(await backendFinding({ ...wasm!, open: TE.right(wrong) }, true)()).toMatchObject({
      works: false,
      reason: '2,6,13',
    })
    const throwing = {
      ...device.right,
      compile: () => () => {
        throw new Error('no kernel')
      },
    }
    expect(await backendFinding({ ...wasm!, open: TE.right(throwing) }, true)()).toMatchObject({
      works: false,
      reason: 'Error: no kernel',
    })
  })

  it('TensorFlow that is not set up says how it is; what it needs of a machine too', async () => {
    const [node, gpu] = (['node', 'node-gpu'] as const).map((name) => backends.find((one) => one.name === name)!)
    const around = {
      preferred: false,
      alone: true,
      signal: new AbortController().signal,
      env: { XDG_CACHE_HOME: folder },
    }
    expect(await nativeFinding('cpu', node!, around)()).toMatchObject({
      name: 'node',
      works: false,
      reason: 'it is not set up',
      advice: 'retain setup tensorflow cpu; Retain runs without it',
    })
    expect(await nativeFinding('gpu', gpu!, around)()).toMatchObject({
      works: false,
      advice: expect.stringMatching(/^retain setup tensorflow gpu.*; Retain runs without it$/),
    })
    expect([node!, gpu!, wasm!].map(kindOf)).toEqual(['cpu', 'gpu', undefined])
  })

  it('TensorFlow that is set up says its version and its place, and what of it does not load', async () => {
    const on = world()
    const node = backends.find((one) => one.name === 'node')!
    const around = { preferred: false, alone: false, signal: new AbortController().signal, env: on.env }
    const made = await setUp(orderIn(on))()
    // Its addons are no addons.
    expect(await nativeFinding('cpu', node, around)()).toMatchObject({
      works: false,
      place: E.isRight(made) ? made.right.place : '',
      reason: expect.stringMatching(/opener\.node/),
      advice: expect.stringContaining('retain setup tensorflow --remove'),
    })
    rmSync(dirname(on.env.PATH!), { recursive: true })
    if (!node.present()) return
    const here = { ...around, env: process.env }
    const found = await nativeFinding('cpu', node, here)()
    expect(found).toMatchObject({ works: true, version: '4.22.0', library: expect.stringMatching(/^TensorFlow \d/) })
    expect(found).not.toHaveProperty('loadMilliseconds')
  })

  it('an old Node.js and little memory are told', () => {
    const engines: unknown = JSON.parse(readFileSync('package.json', 'utf8')).engines.node
    expect(engines).toBe(`>=${oldestNode.join('.')}`)
    expect(['18.20.0', '20.18.3', '20.19.0', '22.1.0'].map((version) => nodeFinding(version).fine)).toEqual([
      false,
      false,
      true,
      true,
    ])
    expect(nodeFinding('18.0.0').advice).toBe('install Node.js 20.19 or newer')
    expect(memoryFinding(2 ** 29, 8).advice).toMatch(/^close other programs/)
    expect(memoryFinding(3.5 * 2 ** 30, 8).advice).toMatch(/--workers 3:/)
    expect(memoryFinding(2 ** 36, 8).advice).toMatch(/--workers 8:/)
  })
})
