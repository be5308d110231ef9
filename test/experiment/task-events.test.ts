import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults } from '../../src/dsl/index.ts'
import { batchesOf, taskEvents } from '../../src/experiment/index.ts'
import { ewc, finetune } from '../../src/methods/index.ts'
import type { Task } from '../../src/streams/index.ts'
import { right, spots } from './digits.ts'

const task = (count: number): Task => ({ index: 2, name: 'third', train: spots(count), test: spots(3) })
const plain = finetune.program(defaults(finetune.options))

describe('taskEvents', () => {
  it('law: the batches are the examples in their order, each once, all of the size but the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 60 }), (count, size) => {
        const batches = [...taskEvents(task(count), size, plain)].map(({ examples }) => right(examples()))
        expect(batches.length).toBe(batchesOf(task(count), size))
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

  it('gives only the events that the method handles, the end of the task with all its data', () => {
    const events = [...taskEvents(task(7), 3, ewc.program(defaults(ewc.options)))]
    expect(events.map(({ name, batch }) => `${name} ${batch}`)).toEqual([
      'onBatch 0',
      'onBatch 1',
      'onBatch 2',
      'onTaskEnd 0',
    ])
    expect(right(events.at(-1)!.examples()).count).toBe(7)
    expect([...taskEvents(task(7), 3, plain)].some(({ name }) => name === 'onTaskEnd')).toBe(false)
  })
})
