import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  conv4,
  dataSet,
  defineBenchmark,
  defineMetric,
  type ImagePairs,
  methods,
  mlp,
  type Observed,
  orThrow,
  type Pairs,
  permuted,
  render,
  train,
  trainOn,
} from '../../src/index.ts'

const inputs = Array.from({ length: 100 }, (_, i) => [Math.cos(i), Math.sin(i), Math.cos(2 * i)])
const data = dataSet({ name: 'waves', train: { inputs, labels: inputs.map(([x = 0]) => (x > 0 ? 1 : 0)) } })
const benchmark = defineBenchmark({ name: 'waves', tasks: 2, network: 'mlp-8', data, rule: permuted })
const worst = defineMetric({ name: 'worst', better: 'more', of: (matrix) => Math.min(...(matrix.at(-1) ?? [])) })
const er = methods.er!

describe('train on a benchmark of one’s own', () => {
  it('gives the matrix, what own metrics make of it, the learner, and what each memory keeps', async () => {
    const found = await orThrow(train(er, { benchmark, options: { memory: 7 }, metrics: [worst] }))
    expect(found.matrix).toHaveLength(2)
    expect(found.own).toEqual({ worst: Math.min(...found.matrix[1]!) })
    const [[name, kept] = ['', []]] = Object.entries(found.memories)
    expect([name === '', kept.length]).toEqual([false, 7])
    expect(kept.every(({ input, target, task }) => input.length === 3 && target.length === 2 && task < 2)).toBe(true)
    const [said] = await orThrow(found.learner.predict([inputs[0]!]))
    expect(said).toHaveLength(2)
  })
  it('observing changes nothing, and sees every event with its batch, its draws and the state after it', async () => {
    const seen: Observed[] = []
    const thetas: string[] = []
    const plain = await orThrow(train(er, { benchmark, seed: 3 }))
    const found = await orThrow(
      train(er, {
        benchmark,
        seed: 3,
        observe: async (one) => {
          seen.push(one)
          const theta = (await one.state()).theta
          thetas.push(
            JSON.stringify(theta?._tag === 'Numbers' ? theta.tensors.map((tensor) => Array.from(tensor)) : []),
          )
        },
      }),
    )
    expect(found.matrix).toEqual(plain.matrix)
    expect(seen.filter(({ event }) => event === 'onBatch').map(({ task, batch }) => `${task}.${batch}`)).toEqual(
      [0, 1].flatMap((task) => Array.from({ length: 8 }, (_, batch) => `${task}.${batch}`)),
    )
    const batches = seen.filter(({ event }) => event === 'onBatch')
    expect(batches.every((one) => one.batches.batch?.count === 10)).toBe(true)
    // Replay draws ten of what is remembered beside the batch itself.
    const drawn = batches.at(-1)!.draws.filter(({ what }) => what === 'Examples')
    expect(drawn.length).toBeGreaterThan(0)
    expect(new Set(thetas).size).toBeGreaterThanOrEqual(batches.length)
    expect(JSON.parse(thetas.at(-1)!)).toEqual(found.learner.numbers.theta!.map((tensor) => Array.from(tensor)))
  })
  it('what throws while it observes is a fault', async () => {
    const found = await train(er, {
      benchmark,
      observe: ({ batch }) => {
        if (batch === 2) throw new Error('seen enough')
      },
    })()
    expect(E.isLeft(found) ? render(found.left) : '').toContain('what observes a run must not fail, got seen enough')
  })
  it('refuses a metric and a benchmark that are none', async () => {
    const odd = await train(er, { benchmark, metrics: [{ ...worst, better: 'most' as never }] })()
    expect(E.isLeft(odd) ? odd.left.path : []).toEqual(['better'])
    const none = await train(er, { benchmark: { name: 'x' } as never })()
    expect(E.isLeft(none) ? none.left.where : '').toBe('benchmark')
  })
})

describe('trainOn several tasks, also of images', () => {
  const pairs = (from: number): Pairs => ({
    inputs: Array.from({ length: 4 }, (_, i) => Array.from({ length: 9 }, (_, p) => Math.sin(from + 9 * i + p))),
    targets: Array.from({ length: 4 }, (_, i) => [i % 2, 1 - (i % 2)]),
  })
  const images = ({ inputs: rows, targets }: Pairs): ImagePairs => ({
    inputs: rows.map((row) => [row.slice(0, 3), row.slice(3, 6), row.slice(6)]),
    targets,
  })
  const network = mlp({ hidden: [5] })
  it('law: is task after task on the learner before', async () => {
    const tasks = [[pairs(0), pairs(1)], [pairs(2)]]
    const whole = await orThrow(trainOn(er, { network, tasks, seed: 4 }))
    const first = await orThrow(trainOn(er, { network, batches: tasks[0]!, seed: 4 }))
    const second = await orThrow(trainOn(er, { network, batches: tasks[1]!, from: first, task: 'new' }))
    expect(whole.numbers).toEqual(second.numbers)
    expect(whole.kept.tasks).toHaveLength(2)
    // A control: with the tasks in one it is another learner.
    const one = await orThrow(trainOn(er, { network, batches: tasks.flat(), seed: 4 }))
    expect(one.numbers).not.toEqual(whole.numbers)
  })
  it('images may be lists in lists: the same learner; and are images to layers that want them', async () => {
    const tasks = [[pairs(0)], [pairs(1)]]
    const flat = await orThrow(trainOn(er, { network, tasks, inputShape: [3, 3] }))
    const nested = await orThrow(
      trainOn(er, { network, tasks: tasks.map((one) => one.map(images)), inputShape: [3, 3] }),
    )
    expect(nested.numbers).toEqual(flat.numbers)
    const large = {
      inputs: Array.from({ length: 2 }, () => Array(28 * 28).fill(0.5)),
      targets: [
        [1, 0],
        [0, 1],
      ],
    }
    const deep = await orThrow(trainOn(methods.finetune!, { network: conv4(), tasks: [[large]], inputShape: [28, 28] }))
    expect(await orThrow(deep.predict(large.inputs))).toHaveLength(2)
  })
  it.each([
    [{ tasks: [] }, 'got none'],
    [{ tasks: [[]] }, 'none in task 1'],
    [{ tasks: [[pairs(0)]], batches: [pairs(0)] }, 'more than one'],
    [{ tasks: [[pairs(0)]], inputShape: [2, 4] }, '2 × 4'],
    [{ tasks: [[pairs(0)], [{ inputs: [[1]], targets: [[1, 0]] }]] }, 'task 2'],
  ])('says what is wrong (%#)', async (settings, wrong) => {
    const found = await trainOn(er, { network, ...settings })()
    expect(E.isLeft(found) ? render(found.left) : '').toContain(wrong)
  })
})
