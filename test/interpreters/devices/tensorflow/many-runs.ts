import { functionDevice } from '../../../../src/interpreters/devices/tensorflow/index.ts'
import { builder, operations } from '../../../../src/ir/index.ts'
import { binding } from './function-devices.ts'

/** What 10,000 runs leave, as JSON. A process of its own: the memory of one where other tests run is theirs, too. */
const o = operations(builder())
const x = o.build.variable('x', [100])
const device = functionDevice('node', binding!, { xla: false })
const run = device.compile({ inputs: [x], outputs: [o.sine(x), o.sum(x), x] })
let state = device.upload([100], new Float32Array(100))

const go = async (times: number): Promise<void> => {
  for (let i = 0; i < times; i += 1) {
    const given = device.upload([100], new Float32Array(100))
    const [next, sum, same] = run([state])
    await device.read(sum!)
    for (const buffer of [given, state, sum!, same!]) device.release(buffer)
    state = next!
  }
}
const buffers = () => [device.buffers(), device.held()]

await go(1_000)
const before = buffers()
const memory = process.memoryUsage.rss()
await go(10_000)
const after = buffers()
const grown = process.memoryUsage.rss() - memory
device.release(state)
console.log(JSON.stringify({ before, after, grown, end: buffers() }))
