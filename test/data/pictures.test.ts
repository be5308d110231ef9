import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { encode as encodePng } from 'fast-png'
import * as E from 'fp-ts/lib/Either.js'
import { encode as encodeJpeg } from 'jpeg-js'
import { describe, expect, it } from 'vitest'
import { kept } from '../../src/data/decoded.ts'
import { type Picture, resized } from '../../src/data/images/area.ts'
import { decoder } from '../../src/data/images/decode.ts'
import { render } from '../../src/fault.ts'

const side = fc.integer({ min: 1, max: 12 })
const picture = fc
  .tuple(side, side)
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((values): Picture => ({ width, height, values })),
  )
const at = ({ width, values }: Picture, x: number, y: number, channel: number): number =>
  values[(y * width + x) * 3 + channel]!
const blown = (of: Picture, times: number): Picture => ({
  width: of.width * times,
  height: of.height * times,
  values: Uint8Array.from({ length: of.values.length * times * times }, (_, p) => {
    const pixel = Math.floor(p / 3)
    const [x, y] = [pixel % (of.width * times), Math.floor(pixel / (of.width * times))]
    return at(of, Math.floor(x / times), Math.floor(y / times), p % 3)
  }),
})

describe('resized', () => {
  it('law: into its own size it is itself; one blown up by whole steps comes back', () => {
    fc.assert(
      fc.property(picture, fc.integer({ min: 1, max: 4 }), (of, times) => {
        expect(resized(of, of.width, of.height)).toEqual(of)
        expect(resized(blown(of, times), of.width, of.height)).toEqual(of)
        expect(resized(of, of.width * times, of.height * times)).toEqual(blown(of, times))
      }),
    )
  })
  it('law: the mean of a channel stays, to within the rounding', () => {
    const mean = (of: Picture, channel: number) =>
      of.values.filter((_, p) => p % 3 === channel).reduce((sum, value) => sum + value, 0) / (of.width * of.height)
    fc.assert(
      fc.property(picture, side, side, fc.nat(2), (of, width, height, channel) => {
        const made = resized(of, width, height)
        expect([made.width, made.height, made.values.length]).toEqual([width, height, width * height * 3])
        expect(Math.abs(mean(made, channel) - mean(of, channel))).toBeLessThanOrEqual(0.5 + 1e-9)
      }),
    )
  })
  it('law: halved, a pixel is the mean of four', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 48, maxLength: 48 }),
        fc.nat(1),
        fc.nat(1),
        fc.nat(2),
        (values, x, y, c) => {
          const of = { width: 4, height: 4, values }
          const four = [0, 1].flatMap((dx) => [0, 1].map((dy) => at(of, 2 * x + dx, 2 * y + dy, c)))
          expect(at(resized(of, 2, 2), x, y, c)).toBe(Math.round(four.reduce((sum, one) => sum + one, 0) / 4))
        },
      ),
    )
  })
  it('control: taking the nearest pixel does NOT keep the mean', () => {
    const of = { width: 3, height: 1, values: Uint8Array.of(0, 0, 0, 255, 255, 255, 0, 0, 0) }
    expect([...resized(of, 1, 1).values]).toEqual([85, 85, 85])
  })
})

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

const decodes = await decoder()
const decodePicture = E.isRight(decodes) ? decodes.right : expect.fail(render(decodes.left))

const read = (bytes: Uint8Array): Picture => {
  const made = decodePicture('x')(bytes)
  return E.isRight(made) ? made.right : expect.fail(render(made.left))
}

describe('decoder', () => {
  const shape = { width: 3, height: 2 }
  const [width, height] = [shape.width, shape.height]
  it('law: a PNG of three or four channels of 8 bits comes back, without its transparency', () => {
    fc.assert(
      fc.property(picture, (of) => {
        expect(read(encodePng({ ...of, data: of.values, channels: 3, depth: 8 }))).toEqual(of)
        const data = Uint8Array.from({ length: of.width * of.height * 4 }, (_, p) =>
          p % 4 === 3 ? 128 : of.values[Math.floor(p / 4) * 3 + (p % 4)]!,
        )
        expect(read(encodePng({ ...of, data, channels: 4, depth: 8 }))).toEqual(of)
      }),
    )
  })
  it('makes grey three channels, and 16 bits 8', () => {
    const grey = Uint8Array.of(0, 50, 100, 150, 200, 255)
    const want = [...grey].flatMap((level) => [level, level, level])
    expect([...read(encodePng({ ...shape, data: grey, channels: 1, depth: 8 })).values]).toEqual(want)
    const two = Uint8Array.from({ length: 12 }, (_, p) => (p % 2 === 0 ? grey[p / 2]! : 7))
    expect([...read(encodePng({ ...shape, data: two, channels: 2, depth: 8 })).values]).toEqual(want)
    const deep = Uint16Array.from(grey, (level) => level * 257)
    expect([...read(encodePng({ ...shape, data: deep, channels: 1, depth: 16 })).values]).toEqual(want)
  })
  it('looks colours up in a palette, and reads grey of 2 bits', () => {
    // Made by hand: 4 × 1 pixels of 2 bits, 0 1 2 3, as a palette and as grey.
    const four = (colourType: number, ...before: readonly string[]) =>
      Buffer.concat([
        Buffer.from('89504e470d0a1a0a', 'hex'),
        chunk('IHDR', Buffer.from(`000000040000000102${colourType.toString(16).padStart(2, '0')}000000`, 'hex')),
        ...before.map((hex) => chunk('PLTE', Buffer.from(hex, 'hex'))),
        chunk('IDAT', deflateSync(Buffer.from([0, 0b00011011]))),
        chunk('IEND', Buffer.alloc(0)),
      ])
    expect([...read(four(3, '010203040506070809fdfeff')).values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 253, 254, 255])
    expect([...read(four(0)).values]).toEqual([0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255])
  })
  it('reads a JPEG to within its losses, by its first bytes and not by its name', () => {
    const data = Uint8Array.from({ length: 16 * 16 * 4 }, (_, p) => [40, 120, 200, 255][p % 4]!)
    const { values, ...size } = read(encodeJpeg({ width: 16, height: 16, data }, 100).data)
    expect(size).toEqual({ width: 16, height: 16 })
    expect(values.every((value, p) => Math.abs(value - [40, 120, 200][p % 3]!) <= 3)).toBe(true)
  })
  it('law: says of every beginning of a file that it is not whole', () => {
    const files = [
      encodePng({ width, height, data: new Uint8Array(18).fill(77), channels: 3, depth: 8 }),
      encodeJpeg({ width: 16, height: 16, data: new Uint8Array(1024).fill(99) }, 90).data,
    ]
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), (file, raw) => {
        const made = decodePicture('DIR/x.png')(file.subarray(0, raw % (file.length - 1)))
        expect(E.isLeft(made) && made.left.rule).toBe('an image must be a whole JPEG or PNG file')
      }),
      { numRuns: 200 },
    )
  })
  it('unpacks no more of a PNG than its header says, and none of more than 64 million pixels', () => {
    const made = (width: number, height: number, data: Buffer, ...before: readonly Buffer[]) => {
      const header = Buffer.from('00000000000000000802000000', 'hex')
      header.writeUInt32BE(width)
      header.writeUInt32BE(height, 4)
      return Buffer.concat([
        Buffer.from('89504e470d0a1a0a', 'hex'),
        chunk('IHDR', header),
        ...before,
        chunk('IDAT', data),
        chunk('IEND', Buffer.alloc(0)),
      ])
    }
    const zeros = deflateSync(Buffer.alloc(2 ** 26))
    const said = (bytes: Uint8Array) => E.mapLeft(render)(decodePicture('x')(bytes))
    const clock = performance.now()
    expect(said(made(2, 1, zeros))).toEqual(
      E.left(expect.stringContaining('(pixels that unpack to more than the 2 × 1 of its header take)')),
    )
    expect(said(made(2 ** 16, 2 ** 16, zeros))).toEqual(
      E.left(expect.stringContaining('(65536 × 65536 pixels, more than 64000000)')),
    )
    // A colour profile is packed as well; it isn't used, so it isn't unpacked.
    const profile = chunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), zeros]))
    const whole = made(2, 1, deflateSync(Buffer.from([0, 1, 2, 3, 4, 5, 6])), profile)
    expect(read(whole)).toEqual({ width: 2, height: 1, values: Uint8Array.of(1, 2, 3, 4, 5, 6) })
    expect(performance.now() - clock).toBeLessThan(2000)
  })
  it('law: an image may be interlaced, of whatever size', () => {
    // Seven parts of rows of their own: where they begin and how far apart they are, across and down.
    const parts = [
      [0, 0, 8, 8],
      [4, 0, 8, 8],
      [0, 4, 4, 8],
      [2, 0, 4, 4],
      [0, 2, 2, 4],
      [1, 0, 2, 2],
      [0, 1, 1, 2],
    ] as const
    fc.assert(
      fc.property(picture, (of) => {
        const rows = parts.flatMap(([x0, y0, dx, dy]) => {
          const across = Array.from({ length: Math.ceil((of.width - x0) / dx) }, (_, i) => x0 + i * dx)
          const down = Array.from({ length: Math.ceil((of.height - y0) / dy) }, (_, i) => y0 + i * dy)
          if (across.length === 0) return []
          return down.flatMap((y) => [0, ...across.flatMap((x) => [0, 1, 2].map((c) => at(of, x, y, c)))])
        })
        const header = Buffer.from('00000000000000000802000001', 'hex')
        header.writeUInt32BE(of.width)
        header.writeUInt32BE(of.height, 4)
        const file = Buffer.concat([
          Buffer.from('89504e470d0a1a0a', 'hex'),
          chunk('IHDR', header),
          chunk('IDAT', deflateSync(Buffer.from(rows))),
          chunk('IEND', Buffer.alloc(0)),
        ])
        expect(read(file)).toEqual(of)
      }),
    )
  })
  it('says that a checksum is wrong, that a file is empty, or is something else', () => {
    const file = encodePng({ width, height, data: new Uint8Array(18).fill(77), channels: 3, depth: 8 })
    file[file.length - 20]! ^= 1
    const said = (bytes: Uint8Array) => E.mapLeft(render)(decodePicture('DIR/x')(bytes))
    expect(said(file)).toEqual(E.left(expect.stringMatching(/that can't be decoded \(.*\)\.\n {2}in {8}DIR\/x/)))
    expect(said(new Uint8Array())).toEqual(E.left(expect.stringContaining('got an empty file')))
    expect(said(Buffer.from('GIF89a'))).toEqual(
      E.left(expect.stringContaining('got 6 bytes that begin with 47 49 46 38')),
    )
  })
})

describe('kept', () => {
  it('law: gives what is made, holding no more than it may, and making again only what had to go', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 6 })
    const order = fc.array(fc.nat(), { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 30 }), order, (bytes, most, raw) => {
        const asked = raw.map((n) => n % bytes.length)
        const made: number[] = []
        const get = kept(most, (i) => {
          made.push(i)
          return new Uint8Array(bytes[i]!).fill(i)
        })
        // The model: a list, least lately used first.
        const held: number[] = []
        const expected: number[] = []
        for (const i of asked) {
          expect([...get(i)]).toEqual(Array<number>(bytes[i]!).fill(i))
          const place = held.indexOf(i)
          if (place < 0) expected.push(i)
          else held.splice(place, 1)
          held.push(i)
          while (held.length > 1 && held.reduce((sum, one) => sum + bytes[one]!, 0) > most) held.shift()
        }
        expect(made).toEqual(expected)
      }),
    )
  })
})
