import { isLeft } from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { defaults } from '../src/dsl/index.ts'
import { type Fault, render } from '../src/fault.ts'
import type { MachineDevice } from '../src/interpreters/devices/index.ts'
import { session } from '../src/interpreters/runtime/session.ts'
import { emcl } from '../src/methods/emcl.ts'
import { mlp } from '../src/networks/index.ts'
import type { Contest, Contestant } from './compare.ts'
import type { Data } from './network.ts'
import { lossOf, type Tensor, tf } from './tfjs.ts'

const chosen = { innerSteps: 5, gamma: 0.1, lambda: 1, decay: 0.999, r: 0.1, rate: 1, floor: 0.01, cap: 100 }

const demand = async <A>(task: TaskEither<Fault, A>): Promise<A> => {
  const done = await task()
  if (isLeft(done)) throw new Error(render(done.left))
  return done.right
}

/** A batch through a session: it is uploaded, and the state checked for finiteness, as in a run. */
const ours = async (device: MachineDevice, { batch, inputs, labels }: Data): Promise<Contestant> => {
  const method = session({
    program: emcl.program({ ...defaults(emcl.options), ...chosen, glances: 1 }),
    network: mlp(),
    between: { inputShape: [784], outputs: 10 },
    device,
  })
  let state = await demand(method.initial(0))
  const weights = new Float32Array(batch).fill(1)
  const examples = { count: batch, inputs, inputShape: [784], targets: labels, weights, classes: 10, task: 0 }
  return {
    step: async () => {
      state = await demand(
        method.handle(0, state, { name: 'onBatch', task: 0, batch: 0, batches: { batch: examples } }),
      )
    },
    parameters: () => demand(method.read(state.theta!)),
  }
}

/** EMCL as a user of TensorFlow.js writes it: the gradient from the tape, the rest tensor by tensor in a scope. */
const theirs = (start: readonly ArrayLike<number>[], { batch, inputs, labels, parameters }: Data): Contestant => {
  const { gamma, lambda, decay, r, floor, cap, innerSteps, rate } = chosen
  const variables = parameters.map((p, i) => tf.variable(tf.tensor(Float32Array.from(start[i]!), [...p.shape])))
  const importance = parameters.map((p) => tf.variable(tf.ones([...p.shape])))
  const count = parameters.reduce((sum, p) => sum + p.values.length, 0)
  const step = (): void =>
    tf.tidy(() => {
      const x = tf.tensor2d(inputs, [batch, 784])
      const y = tf.tensor2d(labels, [batch, 10])
      const gradient = tf.grads((...theta: Tensor[]) => lossOf(theta, x, y))
      let theta: Tensor[] = variables
      for (let k = 0; k < innerSteps; k++) {
        const g = gradient(theta)
        theta = theta.map((t, i) => {
          const pull = tf.mul(importance[i]!, gamma * lambda)
          const moved = tf.add(tf.sub(t, tf.mul(g[i]!, gamma)), tf.mul(pull, variables[i]!))
          return tf.div(moved, tf.add(pull, 1))
        })
      }
      const direction = theta.map((t, i) => tf.mul(tf.mul(importance[i]!, lambda), tf.sub(variables[i]!, t)))
      const impact = direction.map((d, i) => tf.abs(tf.mul(d, variables[i]!)))
      const mean = tf.div(
        impact.map((t) => tf.sum(t)).reduce((a, b) => tf.add(a, b)),
        count,
      )
      direction.forEach((d, i) => {
        const normalised = tf.div(impact[i]!, mean)
        const average = tf.add(tf.mul(importance[i]!, decay), tf.mul(normalised, 1 - decay))
        const h: Tensor = tf.maximum(average, floor)
        const alpha = tf.minimum(tf.div(r * rate, h), cap)
        variables[i]!.assign(tf.sub(variables[i]!, tf.mul(alpha, d)))
        importance[i]!.assign(h)
      })
    })
  return { step, parameters: () => Promise.all(variables.map((variable) => variable.data())) }
}

/** One batch of EMCL, five proximal steps and the outer update, from the same θ₀. */
export const emclContest = async (device: MachineDevice, data: Data): Promise<Contest> => {
  const us = await ours(device, data)
  return { name: `EMCL, batch ${data.batch}`, ours: us, theirs: theirs(await us.parameters(), data) }
}
