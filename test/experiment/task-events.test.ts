import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { defaults } from '../../src/dsl/index.ts'
import { taskEvents } from '../../src/experiment/index.ts'
import { ewc, finetune } from '../../src/methods/index.ts'
import { batchesAPass, batchesOf, type Schedule, type Task } from '../../src/streams/index.ts'
import { right, spots } from './digits.ts'

const task = (count: number): Task => ({ index: 2, name: 'third', train: spots(count), test: spots(3) })
const plain = finetune.program(defaults(finetune.options))

const batchesBy = (of: Task, schedule: Schedule, seed = 5): readonly HostBatch[] =>
  [...taskEvents(of, { ...schedule, seed }, plain)].map(({ batches }) => right(batches()).batch!)
const inputsOf = (batches: readonly HostBatch[]): readonly (readonly number[])[] =>
  batches.flatMap(({ count, inputs }) => Array.from({ length: count }, (_, i) => [...inputs.slice(4 * i, 4 * i + 4)]))
const sorted = (inputs: readonly (readonly number[])[]) => inputs.map(String).sort()

describe('taskEvents', () => {
  it('law: the batches are the examples in their order, each once, all of the size but the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 60 }), (count, size) => {
        const batches = batchesBy(task(count), { batch: size })
        expect(batches.length).toBe(batchesOf(task(count), { batch: size }))
        expect(batches.slice(0, -1).every((batch) => batch.count === size)).toBe(true)
        const inputs = batches.flatMap((batch) => [...batch.inputs])
        const all = new Float32Array(4 * count)
        for (let i = 0; i < count; i += 1) spots(count).copyInput(i, all, 4 * i)
        expect(inputs).toEqual([...all])
        expect(batches.every((batch) => batch.task === 2)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('law: each pass has every example once, the first in their order and the others each in one of its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 25, max: 50 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 2, max: 4 }),
        (count, batch, epochs) => {
          const once = batchesAPass(task(count), { batch })
          const all = batchesBy(task(count), { batch, epochs })
          expect(all.length).toBe(once * epochs)
          const passes = Array.from({ length: epochs }, (_, e) => inputsOf(all.slice(e * once, (e + 1) * once)))
          expect(passes[0]).toEqual(inputsOf(batchesBy(task(count), { batch })))
          for (const pass of passes) expect(sorted(pass)).toEqual(sorted(passes[0]!))
          expect(new Set(passes.map(String)).size).toBe(epochs)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('law: n iterations are the first n batches of as many passes as it takes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 70 }),
        (count, batch, iterations) => {
          const epochs = Math.ceil(iterations / batchesAPass(task(count), { batch }))
          const some = batchesBy(task(count), { batch, iterations })
          expect(some.length).toBe(batchesOf(task(count), { batch, iterations }))
          expect(some).toEqual(batchesBy(task(count), { batch, epochs }).slice(0, iterations))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('the order of a pass is that of its seed and its task', () => {
    const second = (seed: number, index = 2) =>
      String(inputsOf(batchesBy({ ...task(30), index }, { batch: 30, epochs: 2 }, seed).slice(1)))
    expect(second(5)).toBe(second(5))
    expect(new Set([second(5), second(6), second(5, 3)]).size).toBe(3)
  })

  it('a task without examples has no batches, however many are asked for', () => {
    expect(batchesBy(task(0), { batch: 3, iterations: 9 })).toEqual([])
  })

  it('batches are counted through the passes, and the end of the task comes once', () => {
    const events = [...taskEvents(task(5), { batch: 3, epochs: 2, seed: 0 }, ewc.program(defaults(ewc.options)))]
    expect(events.map(({ name, batch }) => `${name} ${batch}`)).toEqual([
      'onBatch 0',
      'onBatch 1',
      'onBatch 2',
      'onBatch 3',
      'onTaskEnd 0',
    ])
  })

  it('gives only the events that the method handles, the end of the task with all its data', () => {
    const events = [...taskEvents(task(7), { batch: 3, seed: 0 }, ewc.program(defaults(ewc.options)))]
    expect(events.map(({ name, batch }) => `${name} ${batch}`)).toEqual([
      'onBatch 0',
      'onBatch 1',
      'onBatch 2',
      'onTaskEnd 0',
    ])
    expect(right(events.at(-1)!.batches()).data!.count).toBe(7)
    expect([...taskEvents(task(7), { batch: 3, seed: 0 }, plain)].some(({ name }) => name === 'onTaskEnd')).toBe(false)
  })
})
