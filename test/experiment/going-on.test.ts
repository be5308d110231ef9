import { describe, expect, it } from 'vitest'
import { defaults } from '../../src/dsl/index.ts'
import { goingOnFrom } from '../../src/experiment/going-on.ts'
import { orThrow } from '../../src/fault.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { type Session, type State, type StreamEvent, session } from '../../src/interpreters/runtime/index.ts'
import { methods } from '../../src/methods/index.ts'
import { between, course, network } from '../conformance/course.ts'

const { er } = methods
const program = er!.program({ ...defaults(er!.options), memory: 5 })

/** The same event, so many tasks later. */
const later = (of: StreamEvent, by: number): StreamEvent => ({
  ...of,
  task: of.task + by,
  batches: Object.fromEntries(Object.entries(of.batches).map(([name, one]) => [name, { ...one, task: one.task + by }])),
})

describe('law: a session that goes on asks the one beneath it about later tasks, however it is asked', () => {
  const begun = async () => {
    const own = session({ program, network, between, device: referenceDevice() })
    const state = await orThrow(own.save(await orThrow(own.initial(1))))
    return { own, goes: goingOnFrom(own, { state }, 3) }
  }
  const batches = course.filter(({ name, task }) => name === 'onBatch' && task === 0)
  const saved = async <B>(of: Session<B>, state: State<B>) => orThrow(of.save(state))

  it('one event at a time, and many at once', async () => {
    const { own, goes } = await begun()
    let [due, one] = [await orThrow(own.initial(1)), await orThrow(goes.initial(9))]
    for (const event of batches) {
      due = await orThrow(own.handle(1, due, later(event, 3)))
      one = await orThrow(goes.handle(1, one, event))
    }
    const all = await goes.handleAll(1, await orThrow(goes.initial(9)), batches)()
    const wanted = await saved(own, due)
    expect(await saved(goes, one)).toEqual(wanted)
    expect(await saved(goes, all.state)).toEqual(wanted)
    // Control: as tasks that come first they draw, and remember, something else.
    const first = await own.handleAll(1, await orThrow(own.initial(1)), batches)()
    expect(await saved(own, first.state)).not.toEqual(wanted)
  })
})
