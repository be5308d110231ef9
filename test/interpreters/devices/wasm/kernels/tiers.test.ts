import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { nativeKernels } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { same } from '../../fuse/oracle.ts'
import { heap } from './heap.ts'

/** V8 starts with machine code that it makes quickly, and replaces it by better code once a kernel has run for a while. */
it('gives the same bits before and after V8 has optimised a kernel', async () => {
  const length = 1003
  const place = heap(8 * length)
  const kernels = nativeKernels(place.memory)
  const a = place.put(Float32Array.from({ length }, (_, index) => Math.sin(index) * 5))
  const b = place.put(Float32Array.from({ length }, (_, index) => Math.cos(index) * 5))
  const out = place.put(new Float32Array(length))
  const elementwise = kernels.elementwise({
    shape: [length],
    inputs: [{ strides: [1] }, { strides: [1] }],
    instructions: [
      { operator: 'exponential', operands: [{ input: 0 }] },
      { operator: 'tanh', operands: [{ input: 1 }] },
      { operator: 'multiply', operands: [{ value: 0 }, { value: 1 }] },
      { operator: 'add', operands: [{ value: 2 }, { input: 0 }] },
    ],
    outputs: [3],
  })
  const product = kernels.matMul(17, 59, 15, false, false)
  const sum = kernels.reduce('sum', 1, length, 1)
  const calls = [() => elementwise([a, b], [out]), () => product(a, b, out, 0), () => sum(a, out)]
  const results = (): readonly Float32Array[] =>
    calls.map((call) => {
      call()
      return place.get(out, length)
    })
  const before = results()
  for (let round = 0; round < 20; round++) {
    for (const call of calls) for (let index = 0; index < 100; index++) call()
    await setTimeout(2)
  }
  results().forEach((result, index) => {
    expect(same(result, before[index]!)).toBe(true)
  })
})
