import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { packTar } from 'modern-tar/fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  cifar10,
  type Download,
  type Fetched,
  type FetchSettings,
  fetchDataSet,
  type Progress,
} from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { lock } from '../../src/files/index.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-download-'))
const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251)
const sha = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex')

// The server sends what is asked for by the path, and counts.
const sent = new Map<string, Uint8Array>([
  ['/whole', content],
  ['/short', content.subarray(0, 1000)],
  ['/long', Uint8Array.of(...content, 1)],
  ['/changed', content.map((byte, i) => (i === 7 ? byte ^ 1 : byte))],
])
const asked: string[] = []
const server: Server = createServer(({ url = '' }, answer) => {
  asked.push(url)
  const bytes = sent.get(url)
  if (url === '/broken') {
    answer.writeHead(200, { 'content-length': `${content.length}` })
    answer.write(content.subarray(0, 50_000), () => answer.destroy())
  } else if (bytes === undefined) answer.writeHead(404).end('<!DOCTYPE html>')
  else answer.end(bytes)
})
let host = ''
/** An address of this machine at which nobody answers. */
let nobody = ''
const listening = (one: Server): Promise<string> =>
  new Promise((ready) => {
    one.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${(one.address() as AddressInfo).port}`))
  })
beforeAll(async () => {
  host = await listening(server)
  const gone = createServer()
  nobody = await listening(gone)
  await new Promise((closed) => gone.close(closed))
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true })
})

let folders = 0
const folder = (): string => {
  folders += 1
  return join(root, `${folders}`)
}
const plain = (...urls: readonly string[]): Download => ({
  file: 'toys.gz',
  urls,
  known: { bytes: content.length, sha256: sha('sha256', content) },
})
const toys = (...downloads: readonly Download[]): FetchSettings => ({ known: [{ name: 'toys', by: 'us', downloads }] })
const fetched = async (dir: string, settings: FetchSettings): Promise<Fetched> => {
  const made = await fetchDataSet('toys', dir, settings)()
  return E.isRight(made) ? made.right : expect.fail(render(made.left))
}
const saying = async (dir: string, settings: FetchSettings, name = 'toys'): Promise<string> =>
  E.match(
    render,
    () => 'fetched',
  )(await fetchDataSet(name, dir, settings)())
    .replaceAll(dir, 'DIR')
    .replaceAll(host, 'HOST')
    .replaceAll(nobody, 'NOBODY')

describe('fetchDataSet', () => {
  it('into a folder that another process fetches into is refused, and touches nothing', async () => {
    const dir = folder()
    mkdirSync(join(dir, 'toys'), { recursive: true })
    const own = lock(join(dir, 'toys'))
    expect(await saying(dir, toys(plain(`${host}/whole`)))).toMatch(
      /^data fetch: the folder of the data set must be one that no other process writes, got process \d+ on \S+\.\n {2}in {8}DIR\/toys\n/,
    )
    expect(readdirSync(join(dir, 'toys'))).toEqual(['.lock'])
    if (E.isRight(own)) own.right.release()
    expect(await saying(dir, toys(plain(`${host}/whole`)))).toBe('fetched')
    expect(readdirSync(join(dir, 'toys'))).toEqual(['toys.gz'])
  })

  it('writes a file into the folder of the data set, and tells how far it is', async () => {
    const dir = folder()
    const told: Progress[] = []
    const made = await fetched(dir, { ...toys(plain(`${host}/whole`)), onProgress: (progress) => told.push(progress) })
    const path = join(dir, 'toys', 'toys.gz')
    expect(made).toEqual({
      name: 'toys',
      dir: join(dir, 'toys'),
      files: [{ path, bytes: content.length, state: 'fetched' }],
    })
    expect(new Uint8Array(readFileSync(path))).toEqual(content)
    expect(readdirSync(join(dir, 'toys'))).toEqual(['toys.gz'])
    const received = told.map((one) => one.received)
    expect(received).toEqual([...received].sort((a, b) => a - b))
    expect(told.at(-1)).toEqual({ file: 'toys.gz', received: content.length, bytes: content.length })
  })
  it('law: whatever of a list of hosts is broken, a whole file comes if one host has it, and else nothing is left', async () => {
    const hosts = fc.array(fc.constantFrom('/whole', '/short', '/long', '/changed', '/broken', '/none', 'nobody'), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(hosts, async (paths) => {
        const dir = folder()
        const urls = paths.map((path) => (path === 'nobody' ? nobody : `${host}${path}`))
        const said = await saying(dir, toys(plain(...urls)))
        const there = paths.includes('/whole')
        expect(said === 'fetched').toBe(there)
        expect(readdirSync(join(dir, 'toys'))).toEqual(there ? ['toys.gz'] : [])
        if (there) expect(sha('sha256', readFileSync(join(dir, 'toys', 'toys.gz')))).toBe(sha('sha256', content))
      }),
      { numRuns: 30 },
    )
  })
  it('does not fetch again what is there', async () => {
    const dir = folder()
    await fetched(dir, toys(plain(`${host}/whole`)))
    const before = asked.length
    expect((await fetched(dir, toys(plain(`${host}/whole`)))).files[0]?.state).toBe('already there')
    expect(asked.length).toBe(before)
  })
  it('touches nothing that is something else', async () => {
    const dir = folder()
    mkdirSync(join(dir, 'toys'), { recursive: true })
    writeFileSync(join(dir, 'toys', 'toys.gz'), 'mine')
    expect(await saying(dir, toys(plain(`${host}/whole`)))).toBe(
      `data fetch: what is there already must be the published file, ${content.length} bytes with sha256 ${sha('sha256', content)}, got another file.\n` +
        '  in        DIR/toys/toys.gz\n' +
        '  hint      move DIR/toys/toys.gz away, then fetch again; nothing there was touched',
    )
    expect(readFileSync(join(dir, 'toys', 'toys.gz'), 'utf8')).toBe('mine')
  })
  it('says that there is no network, and what to do instead', async () => {
    expect(await saying(folder(), toys(plain(`${nobody}/a`, `${nobody}/b`)))).toBe(
      'data fetch: `toys.gz` must come from a host whole, got ECONNREFUSED (NOBODY/a); ECONNREFUSED (NOBODY/b).\n' +
        '  hint      where this machine has no network, fetch it elsewhere and put it into DIR/toys',
    )
    expect(await saying(folder(), toys(plain('http://nowhere.invalid/a')))).toMatch(
      /got (ENOTFOUND|EAI_AGAIN) \(http:\/\/nowhere\.invalid\/a\)/,
    )
  })
  it('says what a host answered', async () => {
    const got = async (path: string) => saying(folder(), toys(plain(`${host}${path}`)))
    expect(await got('/none')).toContain('got it answered 404 Not Found (HOST/none)')
    expect(await got('/short')).toContain(
      `got it sent 1000 bytes with sha256 ${sha('sha256', content.subarray(0, 1000))}; published are 300000 bytes with sha256`,
    )
    expect(await got('/long')).toContain('got it sent more than the 300000 bytes of the published file (HOST/long)')
    expect(await got('/changed')).toContain('got it sent 300000 bytes with sha256')
    expect(await got('/broken')).toMatch(/got [^.]+ \(HOST\/broken\)/)
  })
  it('says that the folder does not take the files, and asks no other host', async () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    expect(await saying(join(file, 'x'), toys(plain(`${host}/whole`)))).toBe(
      'data fetch: the folder must take the files, got ENOTDIR.\n' +
        '  in        DIR/toys\n' +
        '  hint      make room on the disk, check its permissions, or name another folder with --data DIR',
    )
    const dir = folder()
    mkdirSync(join(dir, 'toys', '.toys.gz.part'), { recursive: true })
    const before = asked.length
    expect(await saying(dir, toys(plain(`${host}/whole`, `${host}/whole`)))).toContain(
      'the folder must take the files, got EISDIR',
    )
    expect(asked.length).toBe(before + 1)
  })
  it('knows the data sets that it can fetch', async () => {
    expect(await saying(folder(), {}, 'cifar')).toBe(
      'data fetch: the data set must be one that is known, got `cifar`.\n' +
        '  hint      the nearest is `cifar10`; known: cifar10, cifar100, fashion, mnist, omniglot',
    )
  })
})

describe('an archive', () => {
  const label = (i: number) => Uint8Array.from({ length: 3073 }, (_, p) => (p === 0 ? i : (p * i) % 256))
  const members = Object.fromEntries(
    ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map((name, i) => [
      `${name}.bin`,
      label(i),
    ]),
  )
  const archive = async (files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> =>
    gzipSync(
      await buffer(
        packTar([
          ...Object.entries(files).map(([name, bytes]) => ({
            type: 'content' as const,
            target: `cifar-10-batches-bin/${name}`,
            content: bytes,
          })),
          { type: 'content', target: 'cifar-10-batches-bin/readme.html', content: '<!DOCTYPE html>' },
          { type: 'content', target: 'elsewhere/data_batch_1.bin', content: 'no' },
        ]),
      ),
    )
  const published = async (files = members): Promise<FetchSettings> => {
    const bytes = await archive(files)
    sent.set('/archive', bytes)
    return {
      known: [
        {
          name: 'cifar10',
          by: 'us',
          downloads: [
            {
              file: 'cifar-10-binary.tar.gz',
              urls: [`${host}/archive`],
              known: { bytes: bytes.length, sha256: sha('sha256', bytes) },
              unpacked: {
                folder: 'cifar-10-batches-bin',
                files: Object.fromEntries(
                  Object.entries(members).map(([name, one]) => [name, { bytes: one.length, sha1: sha('sha1', one) }]),
                ),
              },
            },
          ],
        },
      ],
    }
  }
  it('is unpacked where its data set is looked for, the wanted files alone', async () => {
    const dir = folder()
    const settings = await published()
    expect(await saying(dir, settings, 'cifar10')).toBe('fetched')
    expect(readdirSync(join(dir, 'cifar10'))).toEqual(['cifar-10-batches-bin'])
    expect(readdirSync(join(dir, 'cifar10', 'cifar-10-batches-bin')).sort()).toEqual(Object.keys(members).sort())
    const data = await cifar10(dir)()
    expect(E.isRight(data) && [data.right.train.count, data.right.test.label(0)]).toEqual([5, 5])
    const before = asked.length
    expect(await saying(dir, settings, 'cifar10')).toBe('fetched')
    expect(asked.length).toBe(before)
  })
  it('says that some of its files are missing or changed, and touches nothing', async () => {
    const dir = folder()
    const settings = await published()
    await saying(dir, settings, 'cifar10')
    const one = join(dir, 'cifar10', 'cifar-10-batches-bin', 'data_batch_2.bin')
    writeFileSync(one, 'mine')
    expect(await saying(dir, settings, 'cifar10')).toContain(
      'got another file.\n  in        DIR/cifar10/cifar-10-batches-bin/',
    )
    rmSync(one)
    expect(await saying(dir, settings, 'cifar10')).toContain('got only its fellow files')
    expect(existsSync(one)).toBe(false)
  })
  it('is given up when it unpacks to far more than the published files, and nothing of it is left', async () => {
    const dir = folder()
    const settings = await published({ ...members, 'zeros.bin': new Uint8Array(2 ** 22) })
    expect(await saying(dir, settings, 'cifar10')).toBe(
      'data fetch: `cifar-10-binary.tar.gz` must hold hardly more than the published files, got more than 1085452 bytes inside.\n' +
        '  hint      its checksum is right, so please report this',
    )
    expect(readdirSync(join(dir, 'cifar10'))).toEqual([])
  })
  it('is refused whole when a file in it is not the published one', async () => {
    const dir = folder()
    expect(await saying(dir, await published({ ...members, 'data_batch_2.bin': label(9) }), 'cifar10')).toContain(
      '`cifar-10-binary.tar.gz` must hold the published files, got none or others for data_batch_2.bin.',
    )
    expect(readdirSync(join(dir, 'cifar10'))).toEqual([])
  })
})
