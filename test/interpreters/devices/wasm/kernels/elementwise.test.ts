import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FusedProgram } from '../../../../../src/interpreters/devices/fuse/index.ts'
import { nativeKernels } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { evaluate, same, size } from '../../fuse/oracle.ts'
import { type Case, exactOperators, fusedCase } from './arbitraries.ts'
import { heap } from './heap.ts'

/** Runs the kernel twice, and gives the outputs if nothing else changed. */
const run = ({ program, inputs }: Case): readonly Float32Array[] => {
  const length = size(program.shape)
  const place = heap(inputs.reduce((sum, each) => sum + each.length + 8, 64) + 3 * (length + 8))
  const given = inputs.map(place.put)
  const outputs = program.outputs.map(() => place.put(new Float32Array(length)))
  const kernel = nativeKernels(place.memory).elementwise(program)
  kernel(given, outputs)
  kernel(given, outputs)
  expect(place.unharmed()).toBe(true)
  inputs.forEach((each, input) => {
    expect(same(place.get(given[input]!, each.length), each)).toBe(true)
  })
  return outputs.map((output) => place.get(output, length))
}

const agree = (given: Case): boolean => {
  const expected = evaluate(given.program, given.inputs)
  return run(given).every((result, output) => same(result, expected[output]!))
}

describe('elementwise', () => {
  it('computes exactly rounded operators to the bit, whatever the shapes and layouts', () => {
    fc.assert(fc.property(fusedCase(exactOperators), agree), { numRuns: 400 })
  })

  it.each(exactOperators)('computes %s to the bit', (operator) => {
    fc.assert(fc.property(fusedCase([operator]), agree), { numRuns: 40 })
  })

  it('gives the same on every path: dense, a row, a column and a number repeated, transposed', () => {
    const rows = 7
    const columns = 37
    const layouts = [
      [columns, 1],
      [0, 1],
      [1, 0],
      [0, 0],
      [1, rows],
    ]
    for (const first of layouts)
      for (const second of layouts) {
        const program: FusedProgram = {
          shape: [rows, columns],
          inputs: [{ strides: first }, { strides: second }],
          instructions: [{ operator: 'subtract', operands: [{ input: 0 }, { input: 1 }] }],
          outputs: [0],
        }
        const inputs = [0, 1].map((input) =>
          Float32Array.from({ length: rows * columns }, (_, i) => 3 * i + 1000 * input),
        )
        expect(agree({ program, inputs })).toBe(true)
      }
  })

  it('reads backwards', () => {
    const place = heap(100)
    const input = place.put(Array.from({ length: 11 }, (_, index) => index + 1))
    const out = place.put(new Float32Array(11))
    const program: FusedProgram = {
      shape: [11],
      inputs: [{ strides: [-1] }],
      instructions: [{ operator: 'negate', operands: [{ input: 0 }] }],
      outputs: [0],
    }
    nativeKernels(place.memory).elementwise(program)([input + 40], [out])
    expect([...place.get(out, 11)]).toEqual(Array.from({ length: 11 }, (_, index) => index - 11))
  })

  it('overwrites a dense input in place', () => {
    fc.assert(
      fc.property(fusedCase(exactOperators), ({ program, inputs }) => {
        const dense = program.shape.map((_, axis) => size(program.shape.slice(axis + 1)))
        const length = size(program.shape)
        const updated: FusedProgram = {
          shape: program.shape,
          inputs: [...program.inputs, { strides: dense }],
          instructions: [
            ...program.instructions,
            {
              operator: 'add',
              operands: [{ input: program.inputs.length }, { value: program.instructions.length - 1 }],
            },
          ],
          outputs: [program.instructions.length, 0],
        }
        const theta = Float32Array.from({ length }, (_, index) => index / 7)
        const expected = evaluate(updated, [...inputs, theta])
        const place = heap(inputs.reduce((sum, each) => sum + each.length + 8, 64) + 2 * (length + 8))
        const given = [...inputs, theta].map(place.put)
        const other = place.put(new Float32Array(length))
        const shared = given[given.length - 1]!
        nativeKernels(place.memory).elementwise(updated)(given, [shared, other])
        return (
          place.unharmed() &&
          same(place.get(shared, length), expected[0]!) &&
          same(place.get(other, length), expected[1]!)
        )
      }),
    )
  })

  it('keeps working when the memory grows', () => {
    const place = heap(16)
    const program: FusedProgram = {
      shape: [5],
      inputs: [{ strides: [1] }],
      instructions: [{ operator: 'add', operands: [{ input: 0 }, { constant: 1 }] }],
      outputs: [0],
    }
    const kernel = nativeKernels(place.memory).elementwise(program)
    const input = place.put([1, 2, 3, 4, 5])
    place.memory.grow(1)
    const beyond = place.memory.buffer.byteLength - 20
    kernel([input], [beyond])
    expect([...place.get(beyond, 5)]).toEqual([2, 3, 4, 5, 6])
  })

  it('takes any number of inputs and outputs', () => {
    const place = heap(400)
    const count = 17
    const inputs = Array.from({ length: count }, (_, index) => place.put([index, 1, 2]))
    const outputs = inputs.map(() => place.put([0, 0, 0]))
    const program: FusedProgram = {
      shape: [3],
      inputs: inputs.map(() => ({ strides: [1] })),
      instructions: inputs.map((_, input) => ({ operator: 'add', operands: [{ input }, { constant: 1 }] })),
      outputs: inputs.map((_, index) => index),
    }
    nativeKernels(place.memory).elementwise(program)(inputs, outputs)
    expect(outputs.map((output) => place.get(output, 3)[0])).toEqual(inputs.map((_, index) => index + 1))
  })

  it('tells programs apart that differ in an extraordinary constant', () => {
    const place = heap(64)
    const kernels = nativeKernels(place.memory)
    const input = place.put([1])
    const out = place.put([0])
    const constants = [0, -0, Infinity, -Infinity, Number.NaN]
    const results = constants.map((constant) => {
      const program: FusedProgram = {
        shape: [],
        inputs: [{ strides: [] }],
        instructions: [{ operator: 'multiply', operands: [{ input: 0 }, { constant }] }],
        outputs: [0],
      }
      kernels.elementwise(program)([input], [out])
      return place.get(out, 1)[0]
    })
    expect(results).toEqual(constants)
  })

  it('compiles a structure once', () => {
    const kernels = nativeKernels(heap(8).memory)
    const program = (shape: readonly number[], strides: readonly number[]): FusedProgram => ({
      shape,
      inputs: [{ strides }],
      instructions: [{ operator: 'negate', operands: [{ input: 0 }] }],
      outputs: [0],
    })
    const kernel = kernels.elementwise(program([20, 5], [5, 1]))
    expect(kernels.elementwise(program([20, 5], [5, 1]))).toBe(kernel)
    expect(kernels.elementwise(program([100], [1]))).toBe(kernel)
    expect(kernels.elementwise(program([5, 20], [1, 5]))).not.toBe(kernel)
  })

  it('is caught when it computes something else', () => {
    const wrong = fc.property(fusedCase(exactOperators), ({ program, inputs }) => {
      const results = run({ program, inputs })
      const altered = program.instructions.map((each) =>
        each.operator === 'less' ? ({ ...each, operator: 'lessEqual' } as const) : each,
      )
      const expected = evaluate({ ...program, instructions: altered }, inputs)
      return results.every((result, output) => same(result, expected[output]!))
    })
    expect(fc.check(wrong, { numRuns: 2000 }).failed).toBe(true)
  })
})
