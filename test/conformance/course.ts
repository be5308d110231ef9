import type { HostBatch } from '../../src/data/index.ts'
import type { StreamEvent } from '../../src/interpreters/runtime/index.ts'
import { type Interface, layers, mlp, type Network } from '../../src/networks/index.ts'
import { child, integers, key, normals } from '../../src/random/index.ts'

export const network: Network = mlp({ hidden: [5] })

const { dense, gate, relu, sigmoid } = layers

/** One that has the groups that ANML asks for. */
export const gated: Network = {
  name: 'gated',
  layers: [
    gate({ body: [dense('prediction', 5), relu], branch: [dense('neuromodulator', 5), sigmoid] }),
    dense('output', 'outputs'),
  ],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
}

export const between: Interface = { inputShape: [6], outputs: 3 }

const tasks = 2
const batches = 3
const size = 4

/** Examples with normal inputs and random labels. */
const examplesOf = (task: number, from: number, count: number): HostBatch => {
  const of = child(key(7), 'course', task)
  const inputs = Float32Array.from(normals(child(of, 'inputs'), batches * size * 6))
  const labels = integers(child(of, 'labels'), batches * size, 3)
  return {
    count,
    inputs: inputs.slice(from * 6, (from + count) * 6),
    inputShape: [6],
    targets: Float32Array.from({ length: count * 3 }, (_, i) => (labels[from + Math.floor(i / 3)] === i % 3 ? 1 : 0)),
    weights: new Float32Array(count).fill(1),
    classes: 3,
    task,
  }
}

/** Two tasks of three batches of four, each with its end. */
export const course: readonly StreamEvent[] = Array.from({ length: tasks }, (_, task) => [
  ...Array.from({ length: batches }, (_, batch) => ({
    name: 'onBatch' as const,
    task,
    batch,
    batches: { batch: examplesOf(task, batch * size, size) },
  })),
  { name: 'onTaskEnd' as const, task, batch: 0, batches: { data: examplesOf(task, 0, batches * size) } },
]).flat()

/** The same with meta-batches before the batches of each task, each of two episodes with two examples on each side. */
export const courseWithEpisodes: readonly StreamEvent[] = Array.from({ length: tasks }, (_, task) => [
  ...Array.from({ length: 2 }, (_, batch) => ({
    name: 'onEpisodes' as const,
    task,
    batch,
    batches: { episodes: { ...examplesOf(task, batch * size, 2 * size), episode: { support: 2, query: 2 } } },
  })),
  ...course.filter((event) => event.task === task),
]).flat()
