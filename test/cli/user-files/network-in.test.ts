import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { networkIn } from '../../../src/cli/user-files/network-in.ts'
import { networks } from '../../../src/networks/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-network-in-'))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return networkIn(path)()
}

const net = (name: string) =>
  `{ name: '${name}', layers: [{ _tag: 'Flatten' }], initialisation: 'kaimingNormal', loss: 'crossEntropy' }`

describe('the network of a file', () => {
  it('law: a network as JSON is that network', async () => {
    for (const { name, network } of networks)
      expect(await read(`${name}.json`, JSON.stringify(network))).toEqual(E.right(network))
  })
  it('is its default, or the only one', async () => {
    expect(await read('one.mjs', `export const one = ${net('a')}; export const rate = 3`)).toMatchObject({
      right: { name: 'a' },
    })
    const two = `export const one = ${net('a')}; export default ${net('b')}`
    expect(await read('two.mjs', two)).toMatchObject({ right: { name: 'b' } })
  })
  it.each([
    ['none.mjs', 'export const a = 1', 'the file must export a network', 'none'],
    [
      'more.mjs',
      `export const a = ${net('a')}; export const b = ${net('b')}`,
      'the file must export one network, or one as its default',
      'a, b',
    ],
    ['half.json', '{ "name": ', 'the file must be JSON', expect.any(String)],
    ['other.json', '[]', 'a network must be an object with layers', 'a list of 0'],
  ])('%s is refused', async (name, text, rule, got) => {
    expect(await read(name, text)).toMatchObject({ left: { where: 'network', rule, got, path: [join(folder, name)] } })
  })
  it('that is not there is refused; the networks that come with Retain are named', async () => {
    expect(await networkIn('./absent.ts')()).toMatchObject({
      left: { rule: 'the file of a network must be there', hint: expect.stringContaining('resNet18') },
    })
  })
})
