import type { HostBatch } from '../../../src/data/index.ts'
import { defaults, type Method, type Values } from '../../../src/dsl/index.ts'
import { referenceDevice, type Value } from '../../../src/interpreters/devices/index.ts'
import { remembered, type State, type StreamEvent, session } from '../../../src/interpreters/runtime/index.ts'
import { type Interface, layoutOf, type Network } from '../../../src/networks/index.ts'
import { right } from '../learner.ts'

export interface Setting {
  readonly network: Network
  readonly between: Interface
}

/** A method at some options in float64, from a θ of plain numbers through some batches, task after task. */
export const throughTasks = (method: Method, options: Values, { network, between }: Setting) => {
  const device = referenceDevice()
  const program = method.program({ ...defaults(method.options), ...options })
  const own = session({ program, network, between, device })
  const layout = layoutOf(network, between)
  const numbers = async (state: State<Value>): Promise<readonly number[]> =>
    right(await own.read(state.theta!)()).flatMap((tensor) => Array.from(tensor))
  return async (theta: readonly number[], tasks: readonly (readonly HostBatch[])[], seed = 0) => {
    let start = 0
    const buffers = layout.tensors.map(({ shape }) => {
      const size = shape.reduce((a, b) => a * b, 1)
      start += size
      return device.upload(shape, theta.slice(start - size, start))
    })
    const initial = right(await own.initial(seed)())
    let state = { ...initial, theta: { ...initial.theta, tensors: buffers } } as State<Value>
    const path = [await numbers(state)]
    for (const [task, batches] of tasks.entries())
      for (const [batch, examples] of batches.entries()) {
        const event: StreamEvent = { name: 'onBatch', task, batch, batches: { batch: { ...examples, task } } }
        state = right(await own.handle(seed, state, event)())
        path.push(await numbers(state))
      }
    return { path, theta: path.at(-1)!, remembered: remembered(state) }
  }
}

/** After one batch. */
export const stepped = (method: Method, options: Values, setting: Setting) => {
  const run = throughTasks(method, options, setting)
  return (theta: readonly number[], batch: HostBatch, seed = 0) => run(theta, [[batch]], seed)
}
