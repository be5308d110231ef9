import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { unpack } from '../../src/data/unpack.ts'
import { render } from '../../src/fault.ts'

const header = (...sides: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 + 4 * sides.length))
  view.setUint32(0, 0x800 + sides.length)
  for (const [i, side] of sides.entries()) view.setUint32(4 + 4 * i, side)
  return new Uint8Array(view.buffer)
}
/** Gzip files may be put one behind the other: 4 GiB of zeros in 4 MB. */
const zeros = gzipSync(new Uint8Array(2 ** 24))
const bomb = (start: Uint8Array): Uint8Array => Buffer.concat([gzipSync(start), ...Array<Uint8Array>(256).fill(zeros)])

describe('unpack', () => {
  it('law: what was packed comes back, in one member or in two, whatever its length', async () => {
    const sides = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(sides, fc.nat(), fc.nat(), async (shape, raw, at) => {
        const size = shape.reduce((a, b) => a * b, 1)
        const whole = Buffer.concat([header(...shape), Uint8Array.from({ length: size }, (_, i) => (i * raw) % 256)])
        // Also a file that is cut off: that is for the reader of the format to say.
        const bytes = whole.subarray(0, 1 + (raw % whole.length))
        const cut = at % bytes.length
        const packed = Buffer.concat([gzipSync(bytes.subarray(0, cut)), gzipSync(bytes.subarray(cut))])
        expect(await unpack('a.gz')(packed)()).toEqual(E.right(new Uint8Array(bytes)))
      }),
    )
  })
  it('law: no more is unpacked than the header inside says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 8, max: 50 }), fc.integer({ min: 1, max: 9 }), async (count, more) => {
        const packed = gzipSync(Buffer.concat([header(count), new Uint8Array(count + more)]))
        expect(E.mapLeft(render)(await unpack('a.gz')(packed)())).toEqual(
          E.left(
            `data: the file must unpack to the ${count + 8} bytes that its header says, got more.\n` +
              '  in        a.gz\n' +
              '  hint      the file is damaged, or made to fill the memory: fetch it again from where you trust it',
          ),
        )
      }),
      { numRuns: 20 },
    )
  })
  it.each([
    ['a small header', header(3, 2, 2), /the file must unpack to the 28 bytes that its header says, got more/],
    [
      'a header for more than is ever read',
      header(2 ** 16, 2 ** 15, 2),
      /a file must unpack to at most 1073741824 bytes/,
    ],
  ])('refuses at once an archive of gigabytes with %s', async (_, start, said) => {
    const packed = bomb(start)
    const clock = performance.now()
    expect(E.mapLeft(render)(await unpack('a.gz')(packed)())).toEqual(E.left(expect.stringMatching(said)))
    expect(performance.now() - clock).toBeLessThan(2000)
  })
  it('unpacks no more than a beginning of what is no IDX file', async () => {
    const clock = performance.now()
    const found = await unpack('a.gz')(bomb(Buffer.from('not an IDX file at all')))()
    expect(E.isRight(found) && found.right.length).toBeLessThan(2 ** 20)
    expect(performance.now() - clock).toBeLessThan(2000)
  })
})
