import type { HostBatch } from '../src/data/index.ts'
import {
  adamStep,
  defineMethod,
  firstOrder,
  gradientStep,
  innerLoop,
  like,
  meanOverEpisodes,
  type Params,
} from '../src/dsl/index.ts'
import { orThrow } from '../src/fault.ts'
import type { Buffer, MachineDevice } from '../src/interpreters/devices/index.ts'
import { type SessionSettings, session } from '../src/interpreters/runtime/index.ts'
import { mlp } from '../src/networks/index.ts'
import type { Contestant } from './compare.ts'
import { type Tensor, tf } from './tfjs.ts'

const [tasks, queries] = [25, 10] as const
const shots = 10
/** The rates of inner and of meta-steps. */
const [inner, outer] = [0.02, 0.01] as const
const each = shots + queries

/** Points of a sine a task, those to adapt to first. */
const [xs, ys] = (() => {
  const spread = (i: number): number => Math.abs(Math.sin(i * 12.9898 + 78.233) * 43758.5453) % 1
  const x = Float32Array.from({ length: tasks * each }, (_, i) => 10 * spread(i) - 5)
  const amplitude = (task: number): number => 0.1 + 4.9 * spread(1e4 + task)
  const y = x.map((at, i) => {
    const task = Math.floor(i / each)
    return amplitude(task) * Math.sin(at + Math.PI * spread(2e4 + task))
  })
  return [x, y] as const
})()

const shapes = [[1, 40], [40], [40, 40], [40], [40, 1], [1]]

/** What JAX is told of the sines. */
export const sines = (steps: number, start: readonly ArrayLike<number>[]) => ({
  what: 'maml' as const,
  steps,
  inner,
  outer,
  shots,
  x: { shape: [tasks, each, 1], values: Array.from(xs) },
  y: { shape: [tasks, each, 1], values: Array.from(ys) },
  parameters: shapes.map((shape, i) => ({ shape, values: Array.from(start[i]!) })),
})

/** MAML of so many inner steps, at these rates. */
export const method = (
  steps: number,
  rates: { readonly inner: number; readonly outer: number },
  order: 'first' | 'second' = 'second',
) =>
  defineMethod({
    name: 'MAML, measured',
    source: 'Finn, Abbeel & Levine, Model-agnostic meta-learning, ICML 2017',
    options: {},
    state: (_, theta) => ({ m: like(theta, 0), v: like(theta, 0), count: 0 }),
    onEpisodes:
      () =>
      ({ theta, m, v, count, episodes, loss }) => {
        const transform = order === 'first' ? firstOrder : (g: Params) => g
        const meta = (at: Params) =>
          meanOverEpisodes(episodes, ({ support, query }) =>
            loss(query)(innerLoop(steps, gradientStep({ loss: loss(support), rate: rates.inner, transform }))(at)),
          )
        return adamStep({ loss: meta, rate: rates.outer })({ theta, m, v, count })
      },
  })

/** One meta-step through a session: the episodes are uploaded, and the state checked for finiteness, as in a run. */
export const episodesOn = async ({
  episodes,
  ...of
}: SessionSettings<Buffer> & { readonly episodes: HostBatch }): Promise<Contestant> => {
  const own = session(of)
  let state = await orThrow(own.initial(0))
  return {
    step: async () => {
      state = await orThrow(own.handle(0, state, { name: 'onEpisodes', task: 0, batch: 0, batches: { episodes } }))
    },
    parameters: () => orThrow(own.read(state.theta!)),
  }
}

/** One meta-step on sines. */
export const mamlOn = (device: MachineDevice, steps: number, lanes: 'on' | 'off'): Promise<Contestant> =>
  episodesOn({
    program: method(steps, { inner, outer }).program({}),
    network: mlp({ hidden: [40, 40], loss: 'squaredError' }),
    between: { inputShape: [1], outputs: 1 },
    device,
    lanes,
    episodes: {
      count: tasks * each,
      inputs: xs,
      inputShape: [1],
      targets: ys,
      weights: new Float32Array(tasks * each).fill(1),
      classes: 1,
      task: 0,
      episode: { support: shots, query: queries },
    },
  })

/** The same as a user of TensorFlow.js writes it: the tape within the tape, task by task, and its Adam. */
export const idiomaticMaml = (start: readonly ArrayLike<number>[], steps: number): Contestant => {
  const theta = shapes.map((shape, i) => tf.variable(tf.tensor(Float32Array.from(start[i]!), shape)))
  const points = (of: Float32Array, task: number, from: number, count: number): Tensor =>
    tf.tensor(of.slice(task * each + from, task * each + from + count), [count, 1])
  const episodes = Array.from({ length: tasks }, (_, task) => ({
    support: [points(xs, task, 0, shots), points(ys, task, 0, shots)] as const,
    query: [points(xs, task, shots, queries), points(ys, task, shots, queries)] as const,
  }))
  const loss = (of: readonly Tensor[], [x, y]: readonly [Tensor, Tensor]) => {
    const layer = (below: Tensor, i: number): Tensor => tf.add(tf.matMul(below, of[2 * i]!), of[2 * i + 1]!)
    const apart = tf.sub(layer(tf.relu(layer(tf.relu(layer(x, 0)), 1)), 2), y)
    return tf.mul(0.5, tf.mean(tf.mul(apart, apart))) as ReturnType<typeof tf.scalar>
  }
  const adapted = (of: readonly Tensor[], support: readonly [Tensor, Tensor]): readonly Tensor[] => {
    const gradient = tf.grads((...at: Tensor[]) => loss(at, support))
    let at = of
    for (let step = 0; step < steps; step++) {
      const g = gradient([...at])
      at = at.map((t, i) => tf.sub(t, tf.mul(g[i]!, inner)))
    }
    return at
  }
  const optimiser = tf.train.adam(outer, 0.9, 0.999, 1e-8)
  const meta = () =>
    tf.div(
      episodes.map(({ support, query }) => loss(adapted(theta, support), query)).reduce((a, b) => tf.add(a, b)),
      tasks,
    ) as ReturnType<typeof tf.scalar>
  return {
    step: () => tf.tidy(() => void optimiser.minimize(meta, false, theta)),
    parameters: () => Promise.all(theta.map((variable) => variable.data())),
  }
}
