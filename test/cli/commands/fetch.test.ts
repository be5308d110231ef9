import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FetchFlags, fetchCommand } from '../../../src/cli/commands/fetch.ts'
import { settled } from '../../../src/cli/terminal/settled.ts'
import type { Publication } from '../../../src/data/index.ts'
import { type Around, captured, sinks, words } from '../captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-fetch-'))
const content = Uint8Array.from({ length: 50_000 }, (_, i) => i % 251)
const server = createServer(({ url }, answer) => {
  if (url === '/toys') answer.end(content)
  // Some of it, and then nothing more.
  else if (url === '/slow') answer.write(content.subarray(0, 1000))
  else answer.writeHead(404).end('no')
})
let host = ''
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const toys = (path: string): readonly Publication[] => [
  {
    name: 'toys',
    by: 'us',
    downloads: [
      {
        file: 'toys.gz',
        urls: [`${host}${path}`],
        known: { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') },
      },
    ],
  },
]

const fetched = async (path: string, flags: FetchFlags, around?: Around) => {
  const { console, text } = sinks(around)
  const status = await settled(fetchCommand(console, toys(path))('toys', flags), console)
  return { status, ...text }
}

describe('retain data fetch', () => {
  it('fetches a data set, says where it is and how to name it; what is there is not fetched again', async () => {
    const file = join(folder, 'toys', 'toys.gz')
    const end = `name it with --data ${join(folder, 'toys')}\n`
    expect(await fetched('/toys', { data: folder })).toEqual({
      status: 0,
      out: `${file}: fetched, 1 MB\n${end}`,
      err: 'toys.gz, 1 MB\n',
    })
    expect(Uint8Array.from(readFileSync(file))).toEqual(content)
    expect(await fetched('/toys', { data: folder })).toEqual({
      status: 0,
      out: `${file}: already there, 1 MB\n${end}`,
      err: '',
    })
  })

  it('shows a bar on a terminal, and nothing when it is to be quiet', async () => {
    expect((await fetched('/toys', { data: join(folder, 'bar') }, { terminal: true })).err).toContain('toys.gz')
    expect((await fetched('/toys', { data: join(folder, 'quiet'), quiet: true })).err).toBe('')
  })

  it('a host that does not have it is a fault', async () => {
    const { status, out, err } = await fetched('/nothing', { data: join(folder, 'none'), quiet: true })
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain('data fetch: `toys.gz` must come from a host whole')
    expect(err).toContain('where this machine has no network, fetch it elsewhere and put it into')
  })

  it('ends in good order when it is interrupted: no part of a file stays, and the next host is not asked', async () => {
    const interrupt = new AbortController()
    const data = join(folder, 'slow')
    const { status, out, err } = await fetched(
      '/slow',
      { data },
      {
        signal: interrupt.signal,
        onErr: () => interrupt.abort(),
      },
    )
    expect({ status, out }).toEqual({ status: 130, out: '' })
    expect(err).toBe('toys.gz, 1 MB\ninterrupted; files that are whole stay: go on with the same command\n')
    expect(readdirSync(join(data, 'toys'))).toEqual([])
  })

  it('a name that is not known is a fault', async () => {
    expect(await captured(words(`data fetch mnis --data ${folder}`))).toEqual({
      status: 2,
      out: '',
      err: 'data fetch: the data set must be one that is known, got `mnis`.\n  hint      the nearest is `mnist`; known: cifar10, cifar100, fashion, mnist, omniglot\n',
    })
  })
})
