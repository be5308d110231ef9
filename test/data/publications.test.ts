import { describe, expect, it } from 'vitest'
import { publications } from '../../src/data/index.ts'
import { ownerOf } from '../../src/data/official.ts'
import { mnistFiles } from '../../src/data/official-files.ts'

describe('publications', () => {
  it('are of five data sets, with a size and sha256 for every file', () => {
    expect(publications.map(({ name, downloads }) => [name, downloads.length])).toEqual([
      ['mnist', 4],
      ['fashion', 4],
      ['cifar10', 1],
      ['cifar100', 1],
      ['omniglot', 2],
    ])
    for (const { known, urls, file } of publications.flatMap(({ downloads }) => downloads)) {
      expect('sha256' in known && /^[0-9a-f]{64}$/.test(known.sha256)).toBe(true)
      expect(urls.every((url) => URL.canParse(url) && url.endsWith(`/${file}`))).toBe(true)
    }
  })
  it('tell whose a file is that has the name of another', () => {
    const sum = (file: string) => {
      const known = mnistFiles[file]
      return known !== undefined && 'sha256' in known ? known.sha256 : ''
    }
    expect(ownerOf(sum('t10k-images-idx3-ubyte.gz'))).toBe('MNIST')
    expect(ownerOf('346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073')).toBe('Fashion-MNIST')
    expect(ownerOf('0'.repeat(64))).toBeUndefined()
  })
})
