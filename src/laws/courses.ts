import fc from 'fast-check'
import * as R from 'fp-ts/lib/Record.js'
import type { HostBatch } from '../data/index.ts'
import type { StreamEvent } from '../interpreters/runtime/index.ts'
import { child, integers, key, normals } from '../random/index.ts'

/** The size of each batch, task after task. */
export type Sizes = readonly (readonly number[])[]

/** Random streams: how many tasks, how many batches in each, how many examples in these. */
export const sizes: fc.Arbitrary<Sizes> = fc.array(
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 3 },
)

/** What the examples of a course look like. */
export interface Examples {
  readonly features: number
  readonly classes: number
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Examples with normal inputs and random labels. */
const examplesOf = (
  { features, classes }: Examples,
  seed: number,
  task: number,
  all: number,
  from: number,
  count: number,
): HostBatch => {
  const of = child(key(seed), 'course', task)
  const inputs = Float32Array.from(normals(child(of, 'inputs'), all * features))
  const labels = integers(child(of, 'labels'), all, classes)
  return {
    count,
    inputs: inputs.slice(from * features, (from + count) * features),
    inputShape: [features],
    targets: Float32Array.from({ length: count * classes }, (_, i) =>
      labels[from + Math.floor(i / classes)] === i % classes ? 1 : 0,
    ),
    weights: new Float32Array(count).fill(1),
    classes,
    task,
  }
}

/** How many examples episodes have on each side. */
export const episode = { support: 2, query: 2 } as const

/** Tasks of meta-batches of so many episodes. */
const episodicOf = (of: Examples, seed: number, tasks: Sizes): readonly StreamEvent[] =>
  tasks.flatMap((batches, task) => {
    const each = episode.support + episode.query
    return batches.map((size, batch): StreamEvent => {
      const from = sum(batches.slice(0, batch))
      const some = examplesOf(of, seed, task, each * sum(batches), each * from, each * size)
      return { name: 'onEpisodes', task, batch, batches: { episodes: { ...some, episode } } }
    })
  })

/** Tasks of batches of these sizes, each task with its start and its end; or of meta-batches, for what learns from episodes only. */
export const courseOf = (of: Examples, seed: number, tasks: Sizes, ofEpisodes = false): readonly StreamEvent[] => {
  if (ofEpisodes) return episodicOf(of, seed, tasks)
  return tasks.flatMap((batches, task): readonly StreamEvent[] => {
    const all = sum(batches)
    const some = (from: number, count: number): HostBatch => examplesOf(of, seed, task, all, from, count)
    return [
      { name: 'onTaskStart', task, batch: 0, batches: {} },
      ...batches.map((size, batch) => ({
        name: 'onBatch' as const,
        task,
        batch,
        batches: { batch: some(sum(batches.slice(0, batch)), size) },
      })),
      { name: 'onTaskEnd', task, batch: 0, batches: { data: some(0, all) } },
    ]
  })
}

/** Examples to adapt to that no event of a course brings. */
export const supportOf = (of: Examples, seed: number): HostBatch => examplesOf(of, seed, -1, 3, 0, 3)

/** The same examples, each with the label after its own. */
export const relabelled = (event: StreamEvent): StreamEvent => ({ ...event, batches: R.map(turned)(event.batches) })

const turned = (examples: HostBatch): HostBatch => {
  const { classes, targets, count } = examples
  const labels = Float32Array.from({ length: count * classes }, (_, i) => {
    const [row, column] = [Math.floor(i / classes), i % classes]
    return targets[row * classes + ((column + 1) % classes)]!
  })
  return { ...examples, targets: labels }
}
