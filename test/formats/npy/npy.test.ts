import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeNpy, encodeNpy, encodeNpz, type NumberArray } from '../../../src/formats/index.ts'
import { npy } from './written.ts'

const python = process.env.RETAIN_PYTHON ?? 'python3'
const has = spawnSync(python, ['-c', 'import numpy']).status === 0

const folder = mkdtempSync(join(tmpdir(), 'retain-npy-'))
afterAll(() => rmSync(folder, { recursive: true }))

const array: fc.Arbitrary<NumberArray> = fc.array(fc.nat(3), { maxLength: 4 }).chain((shape) => {
  const count = shape.reduce((a, b) => a * b, 1)
  const bytes = (each: number) => fc.uint8Array({ minLength: count * each, maxLength: count * each })
  return fc.oneof(
    bytes(8).map((b) => ({ shape, values: new Float64Array(b.slice().buffer) })),
    bytes(4).map((b) => ({ shape, values: new Float32Array(b.slice().buffer) })),
    bytes(4).map((b) => ({ shape, values: new Int32Array(b.slice().buffer) })),
    bytes(1).map((b) => ({ shape, values: new Uint8Array(b) })),
  )
})

const numbers = ({ shape, values }: NumberArray) => [shape, values.constructor.name, Array.from(values)]

describe('an array of NumPy', () => {
  it('law: decode ∘ encode is the identity, number by number; the numbers begin at a multiple of 64', () =>
    fc.assert(
      fc.property(array, (of) => {
        const bytes = encodeNpy(of)
        expect((bytes.length - of.values.byteLength) % 64).toBe(0)
        const read = decodeNpy(bytes)
        expect(read._tag === 'Right' && numbers(read.right)).toEqual(numbers(of))
      }),
      { numRuns: 100 },
    ))
  const good = encodeNpy({ shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) })
  const said = (edit: (text: string) => string) =>
    Uint8Array.from(edit(Buffer.from(good).toString('latin1')), (c) => c.charCodeAt(0))
  it.each([
    ['another kind of file', new TextEncoder().encode('not of numpy at all'), 'something else'],
    ['nothing', new Uint8Array(), 'an empty file'],
    ['one that was cut off in its header', good.subarray(0, 30), '30 bytes'],
    ['one that was cut off in its numbers', good.subarray(0, good.length - 1), '23'],
    ['complex numbers', said((of) => of.replace('<f4', '<c8')), "'<c8'"],
    ['columns one after the other', said((of) => of.replace('False', 'True ')), "Fortran's"],
  ] as const)('refuses %s', (_, bytes, got) =>
    expect(decodeNpy(bytes)).toMatchObject({
      left: { where: 'data', got: typeof got === 'string' ? got : expect.stringMatching(got) },
    }),
  )
  it.each([
    ['|b1', [0, 1], Uint8Array, Uint8Array.of(0, 1)],
    ['|u1', [0, 255], Uint8Array, Uint8Array.of(0, 255)],
    ['|i1', [-128, 127], Int32Array, Int8Array.of(-128, 127)],
    ['<u2', [0, 65535], Int32Array, Uint16Array.of(0, 65535)],
    ['<i2', [-32768, 32767], Int32Array, Int16Array.of(-32768, 32767)],
    ['<u4', [1, 2 ** 32 - 1], Float64Array, Uint32Array.of(1, 2 ** 32 - 1)],
    ['<i4', [-(2 ** 31), 7], Int32Array, Int32Array.of(-(2 ** 31), 7)],
    ['<u8', [3, 2 ** 53], Float64Array, BigUint64Array.of(3n, 2n ** 53n)],
    ['<i8', [-5, 2 ** 53], Float64Array, BigInt64Array.of(-5n, 2n ** 53n)],
    ['<f2', [1.5, -(2 ** -24)], Float32Array, Uint16Array.of(0x3e00, 0x8001)],
    ['<f4', [0.5, -1e30], Float32Array, Float32Array.of(0.5, -1e30)],
    ['<f8', [0.1, -1e300], Float64Array, Float64Array.of(0.1, -1e300)],
  ] as const)('of %s is read as %j, either end of a number first', (descr, numbers, held, packed) => {
    const bytes = new Uint8Array(packed.buffer)
    const size = packed.BYTES_PER_ELEMENT
    const turned = Uint8Array.from(bytes, (_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!)
    const read = { _tag: 'Right', right: { shape: [2], values: held.from(numbers) } }
    expect(decodeNpy(npy(descr, [2], bytes))).toEqual(read)
    expect(decodeNpy(npy(descr.replace('<', '>'), [2], turned))).toEqual(read)
  })
  it('many are an archive, the same for the same', () => {
    const tensors = [{ name: 'layer1.weight', shape: [1], values: Float32Array.of(2) }]
    expect(Object.keys(unzipSync(encodeNpz(tensors)))).toEqual(['layer1.weight.npy'])
    expect(encodeNpz(tensors)).toEqual(encodeNpz(tensors))
  })
  it.skipIf(!has)(`NumPy itself reads and writes the same (${python}${has ? '' : ' does not have it'})`, () => {
    const tensors = [
      { name: 'layer1.weight', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
      { name: 'number', shape: [], values: Float64Array.of(Math.PI) },
      { name: 'ends', shape: [3], values: Int32Array.of(-1, 0, 1) },
    ]
    writeFileSync(join(folder, 'ours.npz'), encodeNpz(tensors))
    const { stdout, stderr } = spawnSync(
      python,
      [
        '-c',
        `
import sys, json, numpy as np
z = np.load(sys.argv[1] + '/ours.npz')
print(json.dumps({k: [str(z[k].dtype), list(z[k].shape), z[k].tolist()] for k in z.files}))
np.save(sys.argv[1] + '/theirs.npy', np.array([[1, 2], [3, 250]], dtype=np.uint8))
`,
        folder,
      ],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      'layer1.weight': [
        'float32',
        [2, 3],
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      number: ['float64', [], Math.PI],
      ends: ['int32', [3], [-1, 0, 1]],
    })
    expect(decodeNpy(readFileSync(join(folder, 'theirs.npy')))).toEqual({
      _tag: 'Right',
      right: { shape: [2, 2], values: Uint8Array.of(1, 2, 3, 250) },
    })
  })
})
