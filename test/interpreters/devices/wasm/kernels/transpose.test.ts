import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeKernels } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { heap } from './heap.ts'

const run = (rows: number, columns: number, input: Float32Array): Float32Array => {
  const place = heap(2 * input.length + 100)
  const from = place.put(input)
  const out = place.put(new Float32Array(input.length).fill(99))
  nativeKernels(place.memory).transpose(rows, columns)(from, out)
  expect(place.unharmed()).toBe(true)
  expect(place.get(from, input.length)).toEqual(input)
  return place.get(out, input.length)
}

const counted = (rows: number, columns: number): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, index) => index + 0.5)

const extent = fc.integer({ min: 0, max: 45 })

describe('transpose', () => {
  it('exchanges rows and columns', () => {
    fc.assert(
      fc.property(extent, extent, (rows, columns) => {
        const input = counted(rows, columns)
        return run(rows, columns, input).every(
          (each, index) => each === input[(index % rows) * columns + Math.floor(index / rows)],
        )
      }),
      { numRuns: 300 },
    )
  })

  it('undoes itself', () => {
    fc.assert(
      fc.property(extent, extent, (rows, columns) => {
        const input = counted(rows, columns)
        expect(run(columns, rows, run(rows, columns, input))).toEqual(input)
      }),
    )
  })

  it('is not the identity', () => {
    const same = fc.property(extent, extent, (rows, columns) => {
      const input = counted(rows, columns)
      return run(rows, columns, input).every((each, index) => each === input[index])
    })
    expect(fc.check(same).failed).toBe(true)
  })
})
