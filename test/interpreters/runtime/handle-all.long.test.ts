import { describe, expect, it } from 'vitest'
import { functionDevice } from '../../../src/interpreters/devices/tensorflow/index.ts'
import { binding } from '../devices/tensorflow/function-devices.ts'
import { event, questions } from './both-ways.ts'

const compiled = binding === undefined ? [] : [functionDevice('node, XLA', binding, { xla: true, hot: 0 })]

describe.each(compiled.map(questions))('many events in one loop that XLA compiles', (of) => {
  it.each(['finetune', 'ewc', 'er', 'emcl'])(
    'law: come to what they come to one by one, to the bit: %s',
    async (name) => {
      const events = Array.from({ length: 35 }, (_, i) => event('onBatch', 1, i))
      const [all, each] = await of.bothWays(name, events)
      expect(all).toEqual(each)
      expect([all.done, all.together]).toEqual([35, 32])
    },
  )

  it('law: end before the first state that is not finite', async () => {
    for (const lost of [0, 7]) {
      const events = Array.from({ length: 32 }, (_, i) => event('onBatch', 1, i, i === lost ? 1e38 : 1))
      const [all, each] = await of.bothWays('finetune', events, { rate: 1e3 })
      expect(all).toEqual(each)
      expect(all.done).toBe(lost)
    }
  })
})
