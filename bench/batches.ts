import { isLeft } from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { tensorsIn } from '../src/compiler/index.ts'
import { decodeOptions } from '../src/dsl/index.ts'
import { type Fault, render } from '../src/fault.ts'
import type { NamedTensor } from '../src/formats/index.ts'
import type { MachineDevice } from '../src/interpreters/devices/index.ts'
import { session } from '../src/interpreters/runtime/session.ts'
import { methods } from '../src/methods/index.ts'
import { layoutOf, mlp, type Network, resNet18 } from '../src/networks/index.ts'
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
  /** Is there once all steps are done, and reads as little as can be. */
  readonly done?: () => Promise<unknown>
  /** What anyone needs to do the same: examples x and y, parameters theta0, theta1, …; of EWC information f0, … and anchors anchor0, … */
  readonly start: readonly NamedTensor[]
}

const numbered = (
  name: string,
  shapes: readonly (readonly number[])[],
  values: readonly ArrayLike<number>[],
): readonly NamedTensor[] =>
  shapes.map((shape, i) => ({ name: `${name}${i}`, shape, values: Float32Array.from(values[i]!) }))

/** Batches of a method, or bare steps of a program for `sgd`. EWC has one task behind it. */
export const contestant = async (device: MachineDevice, one: string): Promise<Contestant> => {
  const [name, network, batch, ...options] = one.split(':') as [string, string, string, ...string[]]
  const count = Number(batch)
  const examplesOf = (inputs: Float32Array, inputShape: readonly number[], targets: Float32Array) => [
    { name: 'x', shape: [count, ...inputShape], values: inputs },
    { name: 'y', shape: [count, 10], values: targets },
  ]
  if (name === 'sgd') {
    const data = dataOf(count)
    const { inputs, labels, parameters } = data
    const [shapes, values] = [parameters.map(({ shape }) => shape), parameters.map((of) => of.values)]
    return {
      ...ourStep(device, data),
      start: [...examplesOf(inputs, [784], labels), ...numbered('theta', shapes, values)],
    }
  }
  const method = methods[name]!
  const set = Object.fromEntries(options.map((option) => option.split('=')).map(([key, value]) => [key, Number(value)]))
  const decoded = decodeOptions(name, method.options, set)
  if (isLeft(decoded)) throw new Error(render(decoded.left))
  const [learner, inputShape] = networks[network]!
  const between = { inputShape, outputs: 10 }
  const on = session({ program: method.program(decoded.right), network: learner, between, device })
  const size = inputShape.reduce((product, extent) => product * extent, 1)
  // La-MAML draws from its examples and shuffles them: where they are all the same, anyone draws the same.
  const row = (i: number): number => (name === 'laMaml' ? 0 : i)
  const drawn = noise(size * count)
  const inputs = Float32Array.from(drawn, (_, i) => drawn[row(Math.floor(i / size)) * size + (i % size)]!)
  const targets = Float32Array.from({ length: count * 10 }, (_, i) => (i % 10 === row(Math.floor(i / 10)) % 10 ? 1 : 0))
  const weights = new Float32Array(count).fill(1)
  const later = name === 'ewc' ? 1 : 0
  const examples = (task: number) => ({ count, inputs, inputShape, targets, weights, classes: 10, task })
  let state = await demand(on.initial(0))
  if (later === 1)
    state = await demand(on.handle(0, state, { name: 'onTaskEnd', task: 0, batch: 0, batches: { data: examples(0) } }))
  const shapes = layoutOf(learner, between).tensors.map(({ shape }) => shape)
  const past = later === 1 ? await demand(on.read(state.past!)) : []
  const event = { name: 'onBatch', task: later, batch: 0, batches: { batch: examples(later) } } as const
  return {
    start: [
      ...examplesOf(inputs, inputShape, targets),
      ...numbered('theta', shapes, await demand(on.read(state.theta!))),
      ...(later === 1
        ? [
            ...numbered('f', shapes, past.slice(0, shapes.length)),
            ...numbered('anchor', shapes, past.slice(shapes.length)),
          ]
        : []),
    ],
    step: async () => {
      state = await demand(on.handle(0, state, event))
    },
    parameters: () => demand(on.read(state.theta!)),
    done: () => {
      const [last] = tensorsIn(state.theta!).slice(-1)
      return device.read(last!)
    },
  }
}
