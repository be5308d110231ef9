import { defineMethod, fisher, multiply, subtract } from '../src/dsl/index.ts'
import { orThrow } from '../src/fault.ts'
import type { MachineDevice } from '../src/interpreters/devices/index.ts'
import { session } from '../src/interpreters/runtime/index.ts'
import { mlp } from '../src/networks/index.ts'
import type { Contestant } from './compare.ts'
import { dataOf, sizes } from './network.ts'
import { lossOf, type Tensor, tf } from './tfjs.ts'

const shapes = sizes.slice(1).flatMap((width, layer) => [[sizes[layer]!, width], [width]])

/** What JAX is told of so many examples. */
export const examples = (count: number, start: readonly ArrayLike<number>[]) => {
  const { inputs, labels } = dataOf(count)
  return {
    what: 'fisher' as const,
    x: { shape: [count, 784], values: Array.from(inputs) },
    y: { shape: [count, 10], values: Array.from(labels) },
    parameters: shapes.map((shape, i) => ({ shape, values: Array.from(start[i]!) })),
  }
}

const rate = 1e-3

/** θ − γ F with the empirical Fisher information F, sample by sample. */
const method = defineMethod({
  name: 'along the Fisher information',
  source: 'a benchmark',
  options: {},
  state: () => ({}),
  onBatch:
    () =>
    ({ theta, batch }) => ({ theta: subtract(theta, multiply(rate, fisher('empirical')(batch, theta))) }),
})

export const fisherOurs = async (device: MachineDevice, count: number, lanes: 'on' | 'off'): Promise<Contestant> => {
  const between = { inputShape: [784], outputs: 10 }
  const own = session({ program: method.program({}), network: mlp(), between, device, lanes })
  let state = await orThrow(own.initial(0))
  const { inputs, labels } = dataOf(count)
  const weights = new Float32Array(count).fill(1)
  const batch = { count, inputs, inputShape: [784], targets: labels, weights, classes: 10, task: 0 }
  return {
    step: async () => {
      state = await orThrow(own.handle(0, state, { name: 'onBatch', task: 0, batch: 0, batches: { batch } }))
    },
    parameters: () => orThrow(own.read(state.theta!)),
  }
}

/** The same as a user of TensorFlow.js writes it: a gradient a sample, its squares summed. */
export const fisherTheirs = (start: readonly ArrayLike<number>[], count: number): Contestant => {
  const { inputs, labels } = dataOf(count)
  const theta = shapes.map((shape, i) => tf.variable(tf.tensor(Float32Array.from(start[i]!), shape)))
  const rowOf = (of: Float32Array, i: number, width: number): Tensor =>
    tf.tensor(of.slice(i * width, (i + 1) * width), [1, width])
  const samples = Array.from({ length: count }, (_, i) => [rowOf(inputs, i, 784), rowOf(labels, i, 10)] as const)
  return {
    step: () =>
      tf.tidy(() => {
        let sums: readonly Tensor[] | undefined
        for (const [x, y] of samples)
          sums = tf.tidy(() => {
            const squares = tf
              .grads((...at: Tensor[]) => lossOf(at, x, y))([...theta])
              .map((g) => tf.mul(g, g))
            return squares.map((square, i) => (sums === undefined ? square : tf.add(sums[i]!, square)))
          })
        theta.forEach((t, i) => {
          t.assign(tf.sub(t, tf.mul(sums![i]!, rate / count)))
        })
      }),
    parameters: () => Promise.all(theta.map((variable) => variable.data())),
  }
}
