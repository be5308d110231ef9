import { describe, expect, it } from 'vitest'
import { count, type Options } from '../../src/dsl/index.ts'
import { bundledMemory } from '../../src/experiment/index.ts'
import { methods } from '../../src/methods/index.ts'
import { benchmarks } from '../../src/streams/index.ts'

const named = (name: string) => benchmarks.find((one) => one.name === name)!
const permuted = named('permuted-mnist')
const memoryOf = (method: string, of: Omit<Parameters<typeof bundledMemory>[1], 'benchmark'> = {}, on = permuted) =>
  bundledMemory(methods[method]!.options, { benchmark: on, ...of }).memory

describe('the memory of a benchmark', () => {
  it('on permuted digits is what each method has of its own: nothing changes there', () => {
    for (const [name, { options }] of Object.entries(methods)) {
      const memory = memoryOf(name)
      if (memory !== undefined) expect({ name, memory }).toEqual({ name, memory: options.memory?.fallback })
    }
  })
  it('is the option of those that remember of their own accord, and of no other', () => {
    expect(Object.keys(methods).filter((name) => memoryOf(name) !== undefined)).toEqual(
      expect.arrayContaining(['agem', 'cMaml', 'er', 'gem', 'laMaml', 'mer', 'syncLaMaml']),
    )
    for (const name of ['finetune', 'joint', 'ewc', 'emcl']) expect(memoryOf(name)).toBe(undefined)
  })
  it('is shared among the tasks where a method counts by the task', () => {
    expect([memoryOf('er', {}, named('many-permutations')), memoryOf('gem', {}, named('many-permutations'))]).toEqual([
      500, 5,
    ])
    expect([memoryOf('er', { tasks: 5 }), memoryOf('gem', { tasks: 5 }), memoryOf('agem', { tasks: 5 })]).toEqual([
      200, 40, 40,
    ])
    expect([memoryOf('er', { memory: 60 }), memoryOf('gem', { memory: 60 })]).toEqual([60, 3])
    expect(memoryOf('gem', { tasks: 300 })).toBe(1)
  })
  it('is left to the method where a benchmark has none, and where an option takes one number only', () => {
    expect(memoryOf('er', {}, named('gradient-reconstruction'))).toBe(undefined)
    const one = { ...count(200), codec: count(200, { least: 300 }).codec }
    expect(bundledMemory({ memory: one } satisfies Options, { benchmark: permuted })).toEqual({})
  })
})
