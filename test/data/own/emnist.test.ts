import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, expect, it } from 'vitest'
import { ownData } from '../../../src/data/index.ts'
import { render } from '../../../src/fault.ts'
import { idx } from '../idx.ts'
import { inputOf } from '../numbered.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-emnist-'))
afterAll(() => rmSync(root, { recursive: true }))

const put = (part: string): void => {
  const file = (half: string, what: string, bytes: Uint8Array) =>
    writeFileSync(join(root, `emnist-${part}-${half}-${what}-ubyte.gz`), gzipSync(bytes))
  file('train', 'images-idx3', idx([2, 2, 2], [0, 51, 102, 255, 255, 0, 0, 0]))
  file('train', 'labels-idx1', idx([2], [1, 26]))
  file('test', 'images-idx3', idx([1, 2, 2], [0, 51, 102, 255]))
  file('test', 'labels-idx1', idx([1], [26]))
}

it('a part of EMNIST is turned from its side, its labels numbered from 0; of several one must be named', async () => {
  put('letters')
  const found = await ownData(root, { predicts: 'classes' })()
  if (E.isLeft(found)) expect.fail(render(found.left))
  const { train, test, name, classNames } = found.right
  expect([name, train.classes, classNames]).toEqual(['emnist-letters', 2, ['1', '26']])
  expect([inputOf(train, 0), train.label(0), train.label(1), test.label(0)]).toEqual([
    [0, 0.4, 0.2, 1].map(Math.fround),
    0,
    1,
    1,
  ])
  put('digits')
  const both = await ownData(root, { predicts: 'classes' })()
  expect(E.isLeft(both) ? render(both.left) : '').toMatch(/one must be named, got (digits, letters|letters, digits)/)
  const named = await ownData(join(root, 'emnist-digits-train-images-idx3-ubyte.gz'), { predicts: 'classes' })()
  expect(E.isRight(named) && named.right.name).toBe('emnist-digits')
})
