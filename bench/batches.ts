import { isLeft } from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { decodeOptions } from '../src/dsl/index.ts'
import { type Fault, render } from '../src/fault.ts'
import type { MachineDevice } from '../src/interpreters/devices/index.ts'
import { session } from '../src/interpreters/runtime/session.ts'
import { methods } from '../src/methods/index.ts'
import { mlp, type Network, resNet18 } from '../src/networks/index.ts'
import { dataOf } from './network.ts'
import { ourStep } from './our-step.ts'

const networks: Readonly<Record<string, readonly [Network, readonly number[]]>> = {
  mlp: [mlp(), [784]],
  wide: [mlp({ hidden: [2000, 2000] }), [784]],
  resNet32: [resNet18(), [32, 32, 3]],
  resNet84: [resNet18(), [84, 84, 3]],
}

export const demand = async <A>(task: TaskEither<Fault, A>): Promise<A> => {
  const done = await task()
  if (isLeft(done)) throw new Error(render(done.left))
  return done.right
}

const noise = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin(i * 12.9898 + 78.233) * 43758.5453
    return x - Math.floor(x)
  })

export interface Contestant {
  readonly step: () => void | Promise<void>
  readonly parameters: () => Promise<readonly ArrayLike<number>[]>
}

/** Batches of a method, or bare steps of a program for `sgd`. */
export const contestant = async (device: MachineDevice, one: string): Promise<Contestant> => {
  const [name, network, batch, ...options] = one.split(':') as [string, string, string, ...string[]]
  const count = Number(batch)
  if (name === 'sgd') return ourStep(device, dataOf(count))
  const method = methods[name]!
  const set = Object.fromEntries(options.map((option) => option.split('=')).map(([key, value]) => [key, Number(value)]))
  const decoded = decodeOptions(name, method.options, set)
  if (isLeft(decoded)) throw new Error(render(decoded.left))
  const [learner, inputShape] = networks[network]!
  const on = session({
    program: method.program(decoded.right),
    network: learner,
    between: { inputShape, outputs: 10 },
    device,
  })
  const inputs = noise(inputShape.reduce((product, extent) => product * extent, count))
  const targets = Float32Array.from({ length: count * 10 }, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0))
  const weights = new Float32Array(count).fill(1)
  const examples = { count, inputs, inputShape, targets, weights, classes: 10, task: 0 }
  let state = await demand(on.initial(0))
  return {
    step: async () => {
      const event = { name: 'onBatch', task: 0, batch: 0, batches: { batch: examples } } as const
      state = await demand(on.handle(0, state, event))
    },
    parameters: () => demand(on.read(state.theta!)),
  }
}
