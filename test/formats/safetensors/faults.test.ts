import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '../../../src/formats/index.ts'

/** A file with a header as it is given, and so many bytes of numbers. */
const file = (header: unknown, numbers: number): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + numbers)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

const tensor = (from: number, to: number, of: object = {}) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to],
  ...of,
})

const refused = (bytes: Uint8Array) => {
  const result = decodeSafetensors(bytes)
  return E.isLeft(result) ? result.left : undefined
}

describe('what is no such file is refused, with the tensor’s name', () => {
  it('control: a whole one is read', () =>
    expect(refused(file({ a: tensor(0, 4), b: tensor(4, 12) }, 12))).toBeUndefined())
  it.each([
    ['nothing', new Uint8Array(), /8 bytes/, '0 bytes'],
    ['a header longer than the file', file({ a: tensor(0, 4) }, 4).subarray(0, 20), /header must end/, /cut off/],
    [
      'another kind of file',
      new TextEncoder().encode('PK\x03\x04 and so on, a zip'),
      /at most 100000000 bytes/,
      /another kind/,
    ],
    ['a header that is no JSON', file('{"a":', 0), /must be JSON/, 'something else'],
    [
      'a header that is no text',
      (() => {
        const b = file('{"a"}', 0)
        b[9] = 0xff
        return b
      })(),
      /must be JSON/,
      'something else',
    ],
    ['a header that is a list', file([], 0), /must be an object/, '[]'],
    ['an entry without a type', file({ a: { shape: [1], data_offsets: [0, 4] } }, 4), /dtype, a shape/, /shape/],
    ['a shape of halves', file({ a: tensor(0, 4, { shape: [0.5] }) }, 4), /whole numbers/, /0.5/],
    ['a shape below 0', file({ a: tensor(0, 4, { shape: [-1] }) }, 4), /whole numbers/, /-1/],
    ['a type that is not read', file({ a: tensor(0, 4, { dtype: 'F8_E4M3' }) }, 4), /type that is read/, 'F8_E4M3'],
    [
      'a type that every object has',
      file({ a: tensor(0, 4, { dtype: 'constructor' }) }, 4),
      /type that is read/,
      'constructor',
    ],
    ['a shape of another size', file({ a: tensor(0, 8, { shape: [3] }) }, 8), /must have 12 bytes/, '8'],
    ['offsets the wrong way', file({ a: tensor(8, 4, { shape: [1] }) }, 8), /must have 4 bytes/, '-4'],
    ['two that overlap', file({ a: tensor(0, 8), b: tensor(4, 12) }, 12), /ends, at 8/, /overlap/],
    ['a gap', file({ a: tensor(0, 4), b: tensor(8, 12) }, 12), /ends, at 4/, /gap/],
    ['numbers that are cut off', file({ a: tensor(0, 12) }, 8), /must be 12 bytes/, /cut off/],
    ['more numbers than are spoken of', file({ a: tensor(0, 4) }, 8), /must be 4 bytes/, /more than/],
    ['metadata that are no texts', file({ __metadata__: { a: 1 } }, 0), /must be texts/, 'something else'],
  ] as const)('%s', (_, bytes, rule, got) => {
    expect(refused(bytes)).toMatchObject({
      where: 'safetensors',
      rule: expect.stringMatching(rule),
      got: typeof got === 'string' ? got : expect.stringMatching(got),
    })
  })
  it('says of which tensor', () =>
    expect(refused(file({ a: tensor(0, 8), b: tensor(4, 12) }, 12))).toMatchObject({ path: ['b'] }))
})

describe('what can’t be written is refused', () => {
  const one = { name: 'a', shape: [1], values: Float32Array.of(1) }
  it.each([
    ['a name twice', [one, one], /name of its own/],
    ['a shape of another size', [{ ...one, shape: [2] }], /as many numbers/],
    ['the name of metadata', [{ ...one, name: '__metadata__' }], /must not be called/],
  ] as const)('%s', (_, tensors, rule) =>
    expect(encodeSafetensors(tensors)).toMatchObject({ left: { rule: expect.stringMatching(rule) } }),
  )
})
