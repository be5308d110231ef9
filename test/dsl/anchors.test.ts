import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  add,
  append,
  defineMethod,
  gradientStep,
  mapTasks,
  multiply,
  perTask,
  positive,
  quadratic,
  regularize,
  totalOverTasks,
} from '../../src/dsl/index.ts'
import { referenceDevice, tfjsDevice } from '../../src/interpreters/devices/index.ts'
import { type Session, type SlotValue, type State, session } from '../../src/interpreters/runtime/index.ts'
import { batches } from './examples.ts'
import { right } from './learner.ts'
import { tiny } from './programs/stream.ts'

/** Keeps θ where every task ended, in a slot and in a list, twice in one event, and goes on from there. */
const anchored = defineMethod({
  name: 'anchored',
  source: 'a test',
  options: { rate: positive(0.5), strength: positive(0.01) },
  state: (_, theta0) => ({ anchor: theta0, twin: theta0, start: theta0, past: perTask({ anchor: theta0 }) }),
  onBatch:
    (o) =>
    ({ theta, anchor, past, batch, loss }) => {
      const pull = totalOverTasks(mapTasks(past, (one) => one.anchor))
      const penalty = quadratic({ strength: o.strength, weight: 1, centre: add(anchor, multiply(0, pull)) })
      return { theta: gradientStep({ loss: regularize(loss(batch), penalty), rate: o.rate })(theta) }
    },
  onTaskEnd:
    () =>
    ({ theta, past }) => ({ anchor: theta, twin: theta, past: append(past, { anchor: theta }) }),
})

type Numbers = readonly (readonly number[])[]

const scenario = async <Buffer>(own: Session<Buffer>, tasks: readonly (readonly HostBatch[])[]) => {
  const read = async (slot: SlotValue<Buffer>): Promise<Numbers> =>
    right(await own.read(slot)()).map((tensor) => Array.from(tensor))
  const before = own.buffers()
  let state: State<Buffer> = right(await own.initial(1)())
  const start = await read(state.theta!)
  const ends: Numbers[] = []
  const seen: { readonly anchor: Numbers; readonly twin: Numbers; readonly past: Numbers; readonly theta: Numbers }[] =
    []
  for (const [task, list] of tasks.entries()) {
    for (const [batch, examples] of list.entries()) {
      state = right(await own.handle(1, state, { name: 'onBatch', task, batch, batches: { batch: examples } })())
      seen.push({
        anchor: await read(state.anchor!),
        twin: await read(state.twin!),
        past: await read(state.past!),
        theta: await read(state.theta!),
      })
    }
    ends.push(await read(state.theta!))
    state = right(await own.handle(1, state, { name: 'onTaskEnd', task, batch: 0, batches: { data: list[0]! } })())
  }
  const kept = await read(state.start!)
  own.release(state)
  return { start, kept, ends, seen, leaked: own.buffers() - before }
}

describe.each(['reference', 'cpu', 'wasm'] as const)('θ* = θ on %s', (name) => {
  const opened: { session?: Session<never> } = {}
  beforeAll(async () => {
    const device = name === 'reference' ? referenceDevice() : right(await tfjsDevice(name)())
    const program = anchored.program({ rate: 0.5, strength: 0.01 })
    opened.session = session({ program, ...tiny, device: device as never })
  })
  it('law: what was kept stays bit-equal through later updates of θ, and nothing leaks', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(batches(3), { minLength: 2, maxLength: 4 }), { minLength: 2, maxLength: 3 }),
        async (tasks) => {
          const { start, kept, ends, seen, leaked } = await scenario(opened.session!, tasks)
          let event = 0
          for (const [task, list] of tasks.entries())
            for (const _ of list) {
              const { anchor, twin, past } = seen[event]!
              expect(anchor).toEqual(task === 0 ? start : ends[task - 1])
              expect(twin).toEqual(anchor)
              expect(past).toEqual(ends.slice(0, task).flat())
              event += 1
            }
          expect(kept).toEqual(start)
          expect(leaked).toBe(0)
          // And θ did move on, so there was something to be kept from.
          expect(seen.at(-1)!.theta).not.toEqual(seen.at(-1)!.anchor)
        },
      ),
      { numRuns: 10 },
    ))
})
