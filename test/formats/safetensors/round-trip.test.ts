import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors, type NamedTensor, sizeOfShape } from '../../../src/formats/index.ts'

const right = <A>(of: E.Either<unknown, A>): A => {
  if (E.isLeft(of)) throw new Error(JSON.stringify(of.left))
  return of.right
}

const shape = fc.array(fc.nat(3), { maxLength: 3 })

/** Numbers of any bits, NaNs of all kinds and −0 among them. */
const tensor: fc.Arbitrary<Omit<NamedTensor, 'name'>> = shape.chain((of) => {
  const count = sizeOfShape(of)
  const bytes = (each: number) => fc.uint8Array({ minLength: count * each, maxLength: count * each })
  return fc.oneof(
    bytes(8).map((b) => ({ shape: of, values: new Float64Array(b.slice().buffer) })),
    bytes(4).map((b) => ({ shape: of, values: new Float32Array(b.slice().buffer) })),
    bytes(4).map((b) => ({ shape: of, values: new Int32Array(b.slice().buffer) })),
    bytes(1).map((b) => ({ shape: of, values: new Uint8Array(b) })),
  )
})

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('0', '12', '__proto__', 'layer1.weight', 'x'.repeat(300)),
  )
  .filter((one) => one !== '__metadata__')

const tensors: fc.Arbitrary<readonly NamedTensor[]> = fc
  .uniqueArray(fc.tuple(name, tensor), { selector: ([one]) => one, maxLength: 5 })
  .map((all) => all.map(([one, of]) => ({ name: one, ...of })))

const bitsOf = ({ name: of, shape: at, values }: NamedTensor) => ({
  name: of,
  shape: at,
  type: values.constructor.name,
  bytes: Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
})

const sorted = (of: readonly NamedTensor[]) =>
  of.map(bitsOf).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))

describe('law: decode ∘ encode is the identity, to the bit', () => {
  it('for tensors of all types, shapes and names, and metadata', () =>
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string({ maxLength: 5 }), fc.string()), (all, metadata) => {
        const read = right(decodeSafetensors(right(encodeSafetensors(all, metadata))))
        expect(sorted(read.tensors)).toEqual(sorted(all))
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort())
      }),
      { numRuns: 200 },
    ))
  it('from bytes that lie anywhere in a buffer', () => {
    const all = [{ name: 'a', shape: [2], values: Float32Array.of(1, 2) }]
    const bytes = right(encodeSafetensors(all))
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(right(decodeSafetensors(shifted.subarray(3))).tensors).toEqual(all)
  })
  it('every tensor lies at a multiple of its size', () =>
    fc.assert(
      fc.property(tensors, (all) => {
        const bytes = right(encodeSafetensors(all))
        const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
        expect(length % 8).toBe(0)
        for (const one of Object.values<{ data_offsets: number[]; dtype: string }>(header))
          expect(one.data_offsets[0]! % { F64: 8, F32: 4, I32: 4, U8: 1 }[one.dtype]!).toBe(0)
      }),
      { numRuns: 50 },
    ))
})

describe('numbers of 16 bits become float32', () => {
  const file = (dtype: string, bits: readonly number[]) => {
    const header = new TextEncoder().encode(
      JSON.stringify({ x: { dtype, shape: [bits.length], data_offsets: [0, 2 * bits.length] } }),
    )
    const bytes = new Uint8Array(8 + header.length + 2 * bits.length)
    const view = new DataView(bytes.buffer)
    view.setBigUint64(0, BigInt(header.length), true)
    bytes.set(header, 8)
    bits.forEach((of, i) => view.setUint16(8 + header.length + 2 * i, of, true))
    return bytes
  }
  const read = (dtype: string, bits: readonly number[]) =>
    Array.from(right(decodeSafetensors(file(dtype, bits))).tensors[0]!.values)
  // By hand, of IEEE 754: 1, −2, the largest, the smallest normal and subnormal number, −0, ∞.
  it('F16', () =>
    expect(read('F16', [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00])).toEqual([
      1,
      -2,
      65504,
      2 ** -14,
      2 ** -24,
      -0,
      Number.POSITIVE_INFINITY,
    ]))
  it('BF16', () =>
    expect(read('BF16', [0x3f80, 0xc000, 0x4049, 0x8000, 0xff80])).toEqual([
      1,
      -2,
      3.140625,
      -0,
      Number.NEGATIVE_INFINITY,
    ]))
})
