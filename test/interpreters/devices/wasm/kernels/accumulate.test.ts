import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeKernels } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { same } from '../../fuse/oracle.ts'
import { heap } from './heap.ts'

interface Work {
  readonly loops: readonly { readonly size: number; readonly stride: number }[]
  readonly length: number
}

const loop = fc.record({ size: fc.integer({ min: 0, max: 4 }), stride: fc.nat(9) })
const work: fc.Arbitrary<Work> = fc.record({
  loops: fc.array(loop, { minLength: 1, maxLength: 3 }),
  length: fc.oneof(fc.nat(20), fc.constantFrom(63, 64, 65, 130)),
})

const sizeOf = ({ loops, length }: Work): number => loops.reduce((n, { size }) => n * size, length)
const reach = ({ loops, length }: Work): number =>
  loops.reduce((far, { size, stride }) => far + Math.max(0, size - 1) * stride, length)

/** Whole numbers, whose sums are exact in any order. */
const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => ((i * 37) % 101) - 50)

const run = (of: Work): Float32Array => {
  const input = counted(sizeOf(of))
  const place = heap(input.length + reach(of) + 100)
  const from = place.put(input)
  const out = place.put(new Float32Array(reach(of)).fill(3))
  nativeKernels(place.memory).accumulate(of.loops, of.length)(from, out)
  expect(place.unharmed()).toBe(true)
  expect(place.get(from, input.length)).toEqual(input)
  return place.get(out, reach(of))
}

/** Element by element; `misplaced` moves every run but the first. */
const oracle = (of: Work, misplaced = 0): Float32Array => {
  const input = counted(sizeOf(of))
  const out = new Float32Array(reach(of)).fill(3)
  for (let i = 0; i < input.length; i++) {
    const number = Math.floor(i / of.length)
    const place = of.loops.reduceRight(
      ({ left, at }, { size, stride }) => ({ left: Math.floor(left / size), at: at + (left % size) * stride }),
      { left: number, at: i % of.length },
    ).at
    out[place + (number === 0 ? 0 : misplaced)]! += input[i]!
  }
  return out
}

describe('accumulate', () => {
  it('adds every run where it belongs, also where runs overlap', () => {
    fc.assert(
      fc.property(work, (of) => same(run(of), oracle(of))),
      { numRuns: 300 },
    )
  })

  it('is caught when a run is misplaced', () => {
    const wrong = fc.property(work, (of) => same(run(of), oracle(of, 1)))
    expect(fc.check(wrong, { numRuns: 200 }).failed).toBe(true)
  })
})
