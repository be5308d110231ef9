import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { tensorsIn } from '../../../src/compiler/index.ts'
import { embedded } from '../../../src/data/index.ts'
import { digestOf } from '../../../src/digest.ts'
import { type Learner, loadLearner, saveLearner, train, trainOn } from '../../../src/experiment/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { methods } from '../../../src/methods/index.ts'
import { mlp } from '../../../src/networks/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-lasting-'))
afterAll(() => rmSync(folder, { recursive: true }))

let number = 0
const somewhere = (): string => {
  number += 1
  return join(folder, `${number}`)
}

/** A learner, written and read again. */
const again = async (learner: Learner): Promise<Learner> => {
  const at = somewhere()
  await orThrow(saveLearner(learner, at))
  return orThrow(loadLearner(at))
}

const { test } = await orThrow(embedded)
const digit = (index: number): Float32Array => {
  const into = new Float32Array(784)
  test.copyInput(index, into, 0)
  return into
}
const digits = [0, 1, 2, 3, 4].map(digit)

/** What each slot holds, as a digest: two that differ are a line in a message. */
const numbersOf = ({ kept }: Learner) =>
  Object.entries(kept.state).map(([name, slot]) => [
    name,
    digestOf(slot._tag === 'Memory' ? slot.value : tensorsIn(slot).map((tensor) => Array.from(tensor))),
  ])

const small = { samples: 20, backend: 'wasm' } as const

const cases = [
  ['ewc', 'permuted-mnist', {}],
  // As many a task, however many tasks there are.
  ['gem', 'permuted-mnist', { options: { memory: 10 } }],
  ['er', 'split-mnist', { epochs: 2 }],
] as const

describe('law: what is saved and loaded predicts to the bit what it did, and goes on as if nothing had been', () => {
  it.each(cases)('%s on %s, %o', async (name, benchmark, more) => {
    const method = methods[name]!
    const of = { ...small, ...more, benchmark }
    const whole = await orThrow(train(method, { ...of, tasks: 2, seed: 5 }))
    const half = await orThrow(train(method, { ...of, tasks: 1, seed: 5 }))
    const loaded = await again(half.learner)
    expect(await orThrow(loaded.predict(digits))).toEqual(await orThrow(half.learner.predict(digits)))
    expect(numbersOf(loaded)).toEqual(numbersOf(half.learner))
    const rest = await orThrow(train(method, { ...of, tasks: 1, from: loaded }))
    expect(numbersOf(rest.learner)).toEqual(numbersOf(whole.learner))
    expect(rest.matrix).toEqual([[whole.matrix[1]![1]]])
    // Control: a learner that starts anew comes to something else.
    expect(numbersOf(loaded)).not.toEqual(numbersOf(whole.learner))
  })
  it('on another benchmark it learns all of that', async () => {
    const { learner } = await orThrow(train(methods.er!, { ...small, benchmark: 'permuted-mnist', tasks: 1 }))
    const rest = await orThrow(train(methods.er!, { ...small, benchmark: 'split-mnist', tasks: 2, from: learner }))
    expect(rest.matrix).toHaveLength(2)
    expect(rest.learner.kept.tasks.map(({ name }) => name)).toHaveLength(3)
  })
})

describe('a learner predicts what its exams saw', () => {
  /** The fraction of test digits that are right by what a learner says of them as they are. */
  const accuracy = async (learner: Learner, task: number, count: number): Promise<number> => {
    const said = await orThrow(
      learner.predict(
        Array.from({ length: count }, (_, i) => digit(i)),
        task,
      ),
    )
    const right = said.filter((row, i) => row.indexOf(Math.max(...row)) === test.label(i))
    return right.length / count
  }
  it.each([
    ['permuted-mnist', {}],
    ['rotated-mnist', {}],
    ['permuted-mnist', { normalise: true }],
  ] as const)('on the pixels of %s, %o', async (benchmark, of) => {
    const { learner, matrix } = await orThrow(
      train(methods.finetune!, { ...small, ...of, samples: 200, benchmark, tasks: 2 }),
    )
    for (const task of [0, 1])
      expect(await accuracy(await again(learner), task, test.count)).toBeCloseTo(matrix[1]![task]!, 12)
    // Control: digits shown as the other task shows them are told worse.
    expect(await accuracy(learner, 1, test.count)).not.toBeCloseTo(matrix[1]![0]!, 12)
  })
})

describe('batches of one’s own', () => {
  const pairs = (of: number) => ({
    inputs: [
      [of, 1],
      [1, of],
    ],
    targets: [
      [1, 0],
      [0, 1],
    ],
  })
  const network = mlp({ hidden: [4] })
  const batches = [pairs(0.1), pairs(0.2)]
  it('a new task goes on from the whole state: the memory is still there', async () => {
    const of = { network, batches, options: { memory: 8, replay: 2 } }
    const first = await orThrow(trainOn(methods.er!, of))
    const second = await orThrow(trainOn(methods.er!, { ...of, from: await again(first), task: 'new' }))
    const memory = ({ kept }: Learner) => kept.state.memory
    expect(memory(first)).toMatchObject({ value: { seen: 4 } })
    expect(memory(second)).toMatchObject({
      value: { seen: 8, slots: expect.arrayContaining([expect.objectContaining({ task: 1 })]) },
    })
    expect(second.kept.tasks).toHaveLength(2)
    // Control: the same task begins its memory anew.
    expect(memory(await orThrow(trainOn(methods.er!, { ...of, from: first })))).toMatchObject({ value: { seen: 4 } })
  })
  it('refuses a task of another shape', async () => {
    const from = await orThrow(trainOn(methods.er!, { network, batches }))
    const wide = [{ inputs: [[1, 2, 3]], targets: [[1, 0]] }]
    expect(await trainOn(methods.er!, { network, batches: wide, from, task: 'new' })()).toMatchObject({
      left: { where: 'trainOn', rule: expect.stringContaining('inputs of 2 numbers and 2 outputs'), got: '3 and 2' },
    })
  })
})

describe('inputs', () => {
  const learner = async () =>
    (await orThrow(train(methods.finetune!, { ...small, benchmark: 'permuted-mnist', tasks: 1 }))).learner
  it('an image may be a list of its pixels, or of its rows', async () => {
    const own = await learner()
    const rows = Array.from({ length: 28 }, (_, y) => Array.from(digits[0]!.subarray(28 * y, 28 * (y + 1))))
    const said = await orThrow(own.predict([digits[0]!]))
    expect(await orThrow(own.predict([rows]))).toEqual(said)
    expect(await orThrow(own.predict([rows.map((row) => row.map((pixel) => [pixel]))]))).toEqual(said)
  })
  it('refuses another shape, another number of pixels, what is no number, and a task that was not learned', async () => {
    const own = await learner()
    expect(await own.predict([[[1, 2]]])()).toMatchObject({
      left: { where: 'predict', rule: 'every input must have the shape 28 × 28', got: '1 × 2', path: ['input 1'] },
    })
    expect(await own.predict([[1, 2]])()).toMatchObject({ left: { where: 'predict', path: ['input 1'] } })
    expect(await own.predict([digits[0]!.map(() => Number.NaN)])()).toMatchObject({
      left: { rule: 'every input must be of finite numbers' },
    })
    expect(await own.predict([digits[0]!], 1)()).toMatchObject({
      left: { rule: expect.stringContaining('one of 1 tasks'), got: '1' },
    })
  })
})

describe('the files', () => {
  it('say what the network and the method are, and hold tensors by their names', async () => {
    const { learner } = await orThrow(train(methods.ewc!, { ...small, benchmark: 'permuted-mnist', tasks: 1 }))
    const at = somewhere()
    await orThrow(saveLearner(learner, at))
    const said = JSON.parse(readFileSync(join(at, 'learner.json'), 'utf8'))
    expect(said).toMatchObject({
      format: 1,
      method: { name: 'ewc', options: { lambda: expect.any(Number) } },
      network: { name: 'mlp' },
      between: { inputShape: [28, 28], outputs: 10 },
      about: { benchmark: 'permuted-mnist', samples: 20 },
    })
    const header = readFileSync(join(at, 'weights.safetensors')).toString('latin1')
    for (const name of ['layer1.weight', 'layer1.bias', 'output.bias']) expect(header).toContain(`"${name}"`)
  })
})
