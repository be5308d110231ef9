import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../../../src/formats/index.ts'

/** A python that may have the package of the format's authors; `RETAIN_PYTHON` names another than `python3`. */
const python = process.env.RETAIN_PYTHON ?? 'python3'
const has = spawnSync(python, ['-c', 'import safetensors.numpy']).status === 0

const folder = mkdtempSync(join(tmpdir(), 'retain-safetensors-'))
afterAll(() => rmSync(folder, { recursive: true }))

const right = <A>(of: E.Either<unknown, A>): A => {
  if (E.isLeft(of)) throw new Error(JSON.stringify(of.left))
  return of.right
}

const tensors: readonly NamedTensor[] = [
  { name: 'layer1.weight', shape: [2, 3], values: Float32Array.of(1, -0, 3.25, Number.NaN, 1e-40, 6) },
  { name: 'scalar', shape: [], values: Float64Array.of(Math.PI) },
  { name: 'none', shape: [0, 4], values: new Float32Array() },
  { name: 'tasks', shape: [3], values: Int32Array.of(-1, 0, 2 ** 31 - 1) },
  { name: 'größe ☃', shape: [1], values: Uint8Array.of(255) },
]

const ran = (program: string): string => {
  const { stdout, stderr, status } = spawnSync(python, ['-c', program, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

describe.skipIf(!has)(`the package of the format’s authors (${python}${has ? '' : ' does not have it'})`, () => {
  it('reads what is written, to the bit', () => {
    writeFileSync(join(folder, 'ours.safetensors'), right(encodeSafetensors(tensors, { format: 'retain' })))
    const seen: unknown = JSON.parse(
      ran(`
import sys, json
from safetensors import safe_open
with safe_open(sys.argv[1] + '/ours.safetensors', 'np') as f:
    got = {n: [str(f.get_tensor(n).dtype), list(f.get_tensor(n).shape), f.get_tensor(n).tobytes().hex()] for n in f.keys()}
    print(json.dumps([f.metadata(), got]))
`),
    )
    const types = { Float64Array: 'float64', Float32Array: 'float32', Int32Array: 'int32', Uint8Array: 'uint8' }
    expect(seen).toEqual([
      { format: 'retain' },
      Object.fromEntries(
        tensors.map(({ name, shape, values }) => [
          name,
          [
            types[values.constructor.name as keyof typeof types],
            shape,
            Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
          ],
        ]),
      ),
    ])
  })
  it('writes what is read, numbers of 16 bits too', () => {
    ran(`
import sys, numpy as np
from safetensors.numpy import save_file
x = np.array([[1, -2, 0.1], [65504, 6e-8, np.inf]])
save_file({'half': x.astype(np.float16), 'single': x.astype(np.float32), 'double': x, 'whole': np.arange(5, dtype=np.int32)},
          sys.argv[1] + '/theirs.safetensors', metadata={'by': 'numpy'})
`)
    const { tensors: read, metadata } = right(decodeSafetensors(readFileSync(join(folder, 'theirs.safetensors'))))
    const of = Object.fromEntries(read.map((one) => [one.name, one]))
    expect(metadata).toEqual({ by: 'numpy' })
    const x = [1, -2, 0.1, 65504, 6e-8, Number.POSITIVE_INFINITY]
    expect(of.double).toMatchObject({ shape: [2, 3], values: Float64Array.from(x) })
    expect(of.single).toMatchObject({ shape: [2, 3], values: Float32Array.from(x) })
    // The nearest of 10 bits of mantissa; 6e-8 is nearest to the smallest of them.
    expect(of.half?.values).toEqual(Float32Array.of(1, -2, 0.0999755859375, 65504, 2 ** -24, Number.POSITIVE_INFINITY))
    expect(of.whole?.values).toEqual(Int32Array.of(0, 1, 2, 3, 4))
  })
})
