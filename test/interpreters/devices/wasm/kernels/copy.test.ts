import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeKernels } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { same } from '../../fuse/oracle.ts'
import { heap } from './heap.ts'

interface Work {
  readonly loops: readonly { readonly size: number; readonly from: number; readonly to: number }[]
  readonly length: number
}

const loop = fc.record({ size: fc.integer({ min: 0, max: 4 }), from: fc.nat(9), to: fc.nat(9) })
const work: fc.Arbitrary<Work> = fc.record({
  loops: fc.array(loop, { minLength: 1, maxLength: 3 }),
  length: fc.oneof(fc.nat(20), fc.constantFrom(63, 64, 65, 130)),
})

const reach = ({ loops, length }: Work, side: 'from' | 'to'): number =>
  loops.reduce((far, of) => far + Math.max(0, of.size - 1) * of[side], length)

const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1)

const run = (of: Work): Float32Array => {
  const input = counted(reach(of, 'from'))
  const place = heap(input.length + reach(of, 'to') + 100)
  const from = place.put(input)
  const out = place.put(new Float32Array(reach(of, 'to')))
  nativeKernels(place.memory).copy(of.loops, of.length)(from, out)
  expect(place.unharmed()).toBe(true)
  expect(place.get(from, input.length)).toEqual(input)
  return place.get(out, reach(of, 'to'))
}

/** Element by element, run after run; `misplaced` moves every run but the first. */
const oracle = (of: Work, misplaced = 0): Float32Array => {
  const out = new Float32Array(reach(of, 'to'))
  const runs = of.loops.reduce((n, { size }) => n * size, 1)
  for (let number = 0; number < runs; number++) {
    const { from, to } = of.loops.reduceRight(
      ({ left, from, to }, loop) => {
        const turn = left % loop.size
        return { left: Math.floor(left / loop.size), from: from + turn * loop.from, to: to + turn * loop.to }
      },
      { left: number, from: 0, to: 0 },
    )
    for (let i = 0; i < of.length; i++) out[to + i + (number === 0 ? 0 : misplaced)] = from + i + 1
  }
  return out
}

describe('copy', () => {
  it('puts every run where it belongs, the last of those that overlap on top', () => {
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
