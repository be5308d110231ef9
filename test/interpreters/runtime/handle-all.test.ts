import { describe, expect, it } from 'vitest'
import { decodeOptions } from '../../../src/dsl/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { functionDevice } from '../../../src/interpreters/devices/tensorflow/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { right } from '../../methods/played.ts'
import { binding } from '../devices/tensorflow/function-devices.ts'
import { event, questions } from './both-ways.ts'

/** TensorFlow's functions, many events one call from the first on. */
const native = binding === undefined ? [] : [functionDevice('node', binding, { xla: false, hot: 0 })]
const learners = Object.entries(methods).filter(
  ([name, { options, program }]) => program(right(decodeOptions(name, options, {}))).handlers.onBatch !== undefined,
)

describe.each([questions(referenceDevice(2)), ...native.map(questions)])('many events in one call, on $name', (of) => {
  it.each(learners)('law: come to what they come to one by one, to the bit: %s', async (name) => {
    const events = Array.from({ length: 9 }, (_, i) => event('onBatch', 1, i))
    const [all, each] = await of.bothWays(name, events)
    expect(all).toEqual(each)
    expect(all.done).toBe(9)
    const [fewer] = await of.bothWays(name, events.slice(0, 8))
    expect(fewer.saved).not.toEqual(all.saved)
  })

  it('are one call where the host decides nothing in between, and only there', async () => {
    const most = async (name: string) => (await of.bothWays(name, [event('onBatch', 1, 0)]))[0].together
    for (const name of ['finetune', 'ewc', 'er']) expect(await most(name)).toBe(of.name === 'reference' ? 2 : 8)
    expect(await most('gem')).toBe(1)
  })

  it('law: end before the first state that is not finite, with its number, its fault and the last that is', async () => {
    // The reference has no numbers that are too large for these.
    const beyond = of.name === 'reference' ? Number.NaN : 1e38
    for (const lost of [0, 2, 8]) {
      const events = Array.from({ length: 9 }, (_, i) => event('onBatch', 1, i, i === lost ? beyond : 1))
      const [all, each] = await of.bothWays('finetune', events, { rate: 1e3 })
      expect(all).toEqual(each)
      expect([all.done, all.fault?.got]).toEqual([
        lost,
        of.name === 'reference'
          ? 'NaN at number 1 of the input in example 1 of task 2'
          : `values that are not, at task 2, batch ${lost + 1}`,
      ])
    }
  })

  it('events that are not alike come one by one', async () => {
    const events = [event('onBatch', 1, 0), event('onBatch', 2, 0), event('onTaskEnd', 2, 0), event('onBatch', 2, 1)]
    const [all, each] = await of.bothWays('ewc', events)
    expect(all).toEqual(each)
  })
})
