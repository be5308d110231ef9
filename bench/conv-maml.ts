import { createRequire } from 'node:module'
import type { MachineDevice } from '../src/interpreters/devices/index.ts'
import { conv4 } from '../src/networks/index.ts'
import type { Contestant } from './compare.ts'
import { episodesOn, method } from './maml.ts'
import { type Tensor, tf } from './tfjs.ts'

const load = createRequire(import.meta.url)

// Conv-4 with 16 filters on 28 × 28, 5 ways, 1 shot, 5 examples of each class to be judged by, 4 episodes.
const [tasks, ways, queries, filters, side] = [4, 5, 5, 16, 28] as const
const [shots, each] = [ways, ways * (1 + queries)] as const
const pixels = side * side
/** The rates of inner and of meta-steps. */
const [inner, outer] = [0.4, 0.001] as const
const epsilon = 1e-5

const shapes = [
  ...[1, filters, filters, filters].flatMap((from) => [[3, 3, from, filters], [filters], [filters]]),
  [4 * filters, ways],
  [ways],
]

/** Noise about a pattern of its class, episode by episode: the support class after class, then the query. */
const [xs, ys] = (() => {
  const spread = (i: number): number => Math.abs(Math.sin(i * 12.9898 + 78.233) * 43758.5453) % 1
  const labels = Array.from({ length: each }, (_, i) => (i < ways ? i : Math.floor((i - ways) / queries)))
  const x = Float32Array.from({ length: tasks * each * pixels }, (_, i) => {
    const [example, p] = [Math.floor(i / pixels), i % pixels]
    const [task, label] = [Math.floor(example / each), labels[example % each]!]
    return 0.5 * spread(i) + 0.5 * spread(1e6 + (task * ways + label) * pixels + p)
  })
  const y = Float32Array.from({ length: tasks * each * ways }, (_, i) =>
    labels[Math.floor(i / ways) % each] === i % ways ? 1 : 0,
  )
  return [x, y] as const
})()

/** What JAX is told of it. */
export const images = (start: readonly ArrayLike<number>[]) => ({
  what: 'conv' as const,
  steps: 1,
  inner,
  outer,
  shots,
  x: { shape: [tasks, each, side, side, 1], values: Array.from(xs) },
  y: { shape: [tasks, each, ways], values: Array.from(ys) },
  parameters: shapes.map((shape, i) => ({ shape, values: Array.from(start[i]!) })),
})

/** One meta-step through a session. */
export const convMamlOn = (
  device: MachineDevice,
  order: 'first' | 'second',
  lanes: 'on' | 'off',
): Promise<Contestant> =>
  episodesOn({
    program: method(1, { inner, outer }, order).program({}),
    network: conv4({ filters }),
    between: { inputShape: [side, side, 1], outputs: ways },
    device,
    lanes,
    episodes: {
      count: tasks * each,
      inputs: xs,
      inputShape: [side, side, 1],
      targets: ys,
      weights: new Float32Array(tasks * each).fill(1),
      classes: ways,
      task: 0,
      episode: { support: shots, query: each - shots },
    },
  })

/**
 * The same as a user of TensorFlow.js writes it: convolutions of its own, the tape within the tape. Its wasm backend has no slope of a
 * filter, so it is its backend in plain JavaScript.
 */
export const idiomaticConvMaml = async (
  start: readonly ArrayLike<number>[],
  order: 'first' | 'second',
): Promise<Contestant> => {
  load('@tensorflow/tfjs-backend-cpu')
  const usual = tf.getBackend()
  await tf.setBackend('cpu')
  const theta = shapes.map((shape, i) => tf.variable(tf.tensor(Float32Array.from(start[i]!), shape)))
  const side4 = (task: number, from: number, count: number) => {
    const first = task * each + from
    const x = xs.slice(first * pixels, (first + count) * pixels)
    const y = ys.slice(first * ways, (first + count) * ways)
    return [tf.tensor4d(x, [count, side, side, 1]), tf.tensor2d(y, [count, ways])] as const
  }
  const episodes = Array.from({ length: tasks }, (_, task) => ({
    support: side4(task, 0, shots),
    query: side4(task, shots, each - shots),
  }))
  const normalised = (x: Tensor, scale: Tensor, shift: Tensor): Tensor => {
    const { mean, variance } = tf.moments(x, [0, 1, 2])
    return tf.add(tf.mul(tf.sub(x, mean), tf.div(scale, tf.sqrt(tf.add(variance, epsilon)))), shift)
  }
  const loss = (of: readonly Tensor[], [x, y]: readonly [Tensor, Tensor]) => {
    const top = [0, 1, 2, 3].reduce<Tensor>((below, i) => {
      const product = tf.conv2d(
        below as Parameters<typeof tf.conv2d>[0],
        of[3 * i] as Parameters<typeof tf.conv2d>[1],
        2,
        1,
      )
      return tf.relu(normalised(product, of[3 * i + 1]!, of[3 * i + 2]!))
    }, x)
    const flat = tf.reshape(top, [x.shape[0]!, 4 * filters])
    const logits = tf.add(tf.matMul(flat, of[12]!), of[13]!)
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1))) as ReturnType<typeof tf.scalar>
  }
  const adapted = (of: readonly Tensor[], support: readonly [Tensor, Tensor]): readonly Tensor[] => {
    const g = tf.grads((...at: Tensor[]) => loss(at, support))([...of])
    return of.map((t, i) =>
      tf.sub(t, tf.mul(order === 'first' ? tf.tensor(g[i]!.dataSync(), g[i]!.shape) : g[i]!, inner)),
    )
  }
  const optimiser = tf.train.adam(outer, 0.9, 0.999, 1e-8)
  const meta = () =>
    tf.div(
      episodes.map(({ support, query }) => loss(adapted(theta, support), query)).reduce((a, b) => tf.add(a, b)),
      tasks,
    ) as ReturnType<typeof tf.scalar>
  await tf.setBackend(usual)
  return {
    step: async () => {
      await tf.setBackend('cpu')
      try {
        tf.tidy(() => void optimiser.minimize(meta, false, theta))
      } finally {
        await tf.setBackend(usual)
      }
    },
    parameters: () => Promise.all(theta.map((variable) => variable.data())),
  }
}
