import type { Recipe } from './recipe.ts'

/** After the batches of a task: half of its examples to adapt to, and the other half to ask of. */
export const event: Recipe = {
  name: 'An event',
  steps: [
    {
      file: 'src/dsl/events.ts',
      after: 'export const streamEvents = {\n',
      put: `  onEpisode: {
    sees: { task, support: { kind: batch, symbol: 'S' }, query: { kind: batch, symbol: 'Q' } },
    words: 'an episode',
    heading: 'On each episode of support {support} and query {query}',
  },
`,
    },
    {
      file: 'src/interpreters/runtime/task-steps.ts',
      after: '  const batches = batchesOf(task, schedule)\n',
      put: `  const half = Math.floor(count / 2)
  const halves = { support: { from: 0, to: half }, query: { from: half, to: count } }
  if (handlers.onEpisode !== undefined) yield { name: 'onEpisode', batch: 0, pass: 0, batches: halves }
`,
    },
    {
      file: 'test/interpreters/runtime/episode.test.ts',
      write: `import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import {
  decodeProgram,
  defineMethod,
  encodeProgram,
  firstOrder,
  gradientStep,
  join,
  judgeProgram,
  positive,
  push,
  reservoir,
} from '../../../src/dsl/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { courseOf } from '../../../src/interpreters/cost/index.ts'
import { type Device, referenceDevice, tfjsDevice } from '../../../src/interpreters/devices/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'
import { session, taskSteps } from '../../../src/interpreters/runtime/index.ts'
import { mlp } from '../../../src/networks/index.ts'

/** First-order MAML: the query's gradient at what the support adapts to. */
const maml = defineMethod({
  name: 'maml',
  source: 'an example',
  options: { inner: positive(0.1, { symbol: 'a' }), rate: positive(0.5, { symbol: 'b' }) },
  state: () => ({ seen: reservoir(20) }),
  onEpisode:
    (o) =>
    ({ theta, seen, support, query, loss }) => {
      const adapted = firstOrder(gradientStep({ loss: loss(support), rate: o.inner })(theta))
      const moved = gradientStep({ loss: loss(query), rate: o.rate })(adapted)
      return { theta: moved, seen: push(seen, join(support, query)) }
    },
  onBatch: () => () => ({}),
})
// What an event does not come with is a type error.
defineMethod({
  name: 'none',
  source: 'an example',
  options: {},
  state: () => ({}),
  onBatch:
    () =>
    // @ts-expect-error
    ({ theta, support, loss }) => ({ theta: gradientStep({ loss: loss(support), rate: 1 })(theta) }),
})

const program = maml.program({ inner: 0.1, rate: 0.5 })
const network = mlp({ hidden: [], loss: 'squaredError' })
const between = { inputShape: [1], outputs: 1 }
const line = (x: readonly number[], y: readonly number[]): HostBatch => ({
  count: x.length,
  inputs: Float32Array.from(x),
  inputShape: [1],
  targets: Float32Array.from(y),
  weights: new Float32Array(x.length).fill(1),
  classes: 1,
  task: 0,
})

/** θ − rate ∇ (1/2n) Σ (w x + c − y)² of w and c, by hand. */
const stepped = ([w, c]: readonly [number, number], x: readonly number[], y: readonly number[], rate: number) => {
  const off = x.map((e, i) => w * e + c - y[i]!)
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length
  return [w - rate * mean(off.map((e, i) => e * x[i]!)), c - rate * mean(off)] as const
}

const [sx, sy, qx, qy] = [[1, 2], [1, 3], [-1, 0, 2], [0, 1, 4]]

const learned = async <B>(device: Device<B>): Promise<readonly (readonly [number, number])[]> => {
  const own = session({ program, network, between, device })
  const start = await orThrow(own.initial(3))
  const read = async (state: typeof start) => {
    const [w, c] = (await orThrow(own.read(state.theta!))).map((of) => of[0]!)
    return [w!, c!] as const
  }
  const before = await read(start)
  const batches = { support: line(sx, sy), query: line(qx, qy) }
  const after = await orThrow(own.handle(3, start, { name: 'onEpisode', task: 0, batch: 0, batches }))
  const memory = after.seen!
  expect(memory._tag === 'Memory' && memory.value._tag === 'Reservoir' && memory.value.seen).toBe(5)
  return [before, await read(after)]
}

it('law: a step on the query at what the support adapts to, on every device', async () => {
  for (const [before, after] of [await learned(referenceDevice()), await learned(await orThrow(tfjsDevice('wasm')))]) {
    const [w, c] = stepped(stepped(before!, sx, sy, 0.1), qx, qy, 0.5)
    // Some twenty roundings of numbers below 8.
    expect(Math.abs(after![0] - w)).toBeLessThan(20 * 8 * 2 ** -24)
    expect(Math.abs(after![1] - c)).toBeLessThan(20 * 8 * 2 ** -24)
    const [other] = stepped(stepped(before!, qx, qy, 0.1), sx, sy, 0.5)
    expect(Math.abs(after![0] - other)).toBeGreaterThan(1e-3)
  }
})
it('is printed, written and read, and what it takes is counted', async () => {
  expect(explain(maml, {})).toContain('On each episode of support S and query Q')
  expect(explain(maml, {})).toContain('∇L_Q')
  const written = encodeProgram(program)
  const read = decodeProgram(JSON.parse(JSON.stringify(written)))
  expect(E.isRight(read) && encodeProgram(read.right)).toEqual(written)
  const names = [...taskSteps({ train: { count: 6 } }, { batch: 3 }, program)].map(({ name }) => name)
  expect(names).toEqual(['onEpisode', 'onBatch', 'onBatch'])
  const { total, tasks } = await orThrow(
    courseOf({ program, network, between }, { tasks: [6], schedule: { batch: 3 } }),
  )
  expect(total.gradients).toEqual({ least: 6, most: 6 })
  expect(tasks[0]!.others?.onEpisode?.gradients).toEqual({ least: 6, most: 6 })
})
it('a batch that the event does not come with is refused before anything is lowered', () => {
  const { onEpisode } = program.handlers
  const { query, ...batches } = onEpisode!.batches
  const verdict = judgeProgram({ ...program, handlers: { ...program.handlers, onEpisode: { ...onEpisode!, batches } } })
  expect(E.isLeft(verdict) && verdict.left.rule).toContain('the batches of \`onEpisode\` must be')
})
`,
    },
  ],
  law: { file: 'test/interpreters/runtime/episode.test.ts' },
}
