import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Device, referenceDevice, tfjsDevice, type Value } from '../../../src/interpreters/devices/index.ts'
import { layoutOf } from '../../../src/networks/index.ts'
import { right } from '../learner.ts'
import { taught } from '../rows/method.ts'
import { disagreement } from './agreement.ts'
import { gem } from './gem.ts'
import { laMaml } from './la-maml.ts'
import { mer } from './mer.ts'
import { streams, tiny } from './stream.ts'

const layout = layoutOf(tiny.network, tiny.between).tensors.map((t) => t.shape)
const programs = [
  ['La-MAML, first order', laMaml, { order: 'first' }],
  ['La-MAML, second order', laMaml, { order: 'second' }],
  ['La-MAML without memory', laMaml, { memory: 0, replay: 0 }],
  ['GEM', gem, { margin: 0, ridge: 0.01 }],
  ['GEM with a margin', gem, { margin: 0.5, ridge: 0.01 }],
  ['MER', mer, {}],
  ['rows', taught, {}],
] as const

describe.each(['cpu', 'wasm'] as const)('on %s, event by event from equal state', (backend) => {
  const opened: { device?: Parameters<typeof disagreement>[3] } = {}
  beforeAll(async () => {
    opened.device = right(await tfjsDevice(backend)()) as never
  })
  it.each(programs)(
    'law: %s agrees with float64, gives the same bits twice, and leaks nothing',
    async (_, method, options) => {
      const [events] = fc.sample(streams(3, 2), 1)
      const { worst, leaked, moved, again } = await disagreement(method, options, events!, opened.device!, layout)
      expect(worst).toBeLessThanOrEqual(1)
      expect(leaked).toBe(0)
      expect(again).toBe(true)
      expect(moved).toBeGreaterThan(0)
    },
  )
})

/** Float64 with every result of a device function a thousandth too large. */
const faulty = (): Device<Value> => {
  const exact = referenceDevice()
  return {
    ...exact,
    compile: (program) => {
      const run = exact.compile(program)
      return (inputs) => run(inputs).map(({ shape, data }) => ({ shape, data: data.map((x) => x * 1.001) }))
    },
  }
}

describe('control: a device whose results are a thousandth too large', () => {
  it.each(programs)('does not agree on %s', async (_, method, options) => {
    const [events] = fc.sample(streams(3, 2), 1)
    expect((await disagreement(method, options, events!, faulty(), layout)).worst).toBeGreaterThan(1)
  })
})
