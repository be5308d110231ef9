import { describe, expect, it } from 'vitest'
import { decodeOptions, type MethodProgram } from '../../../src/dsl/index.ts'
import { type Bounds, type CourseCost, courseOf, flops } from '../../../src/interpreters/cost/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { mlp } from '../../../src/networks/index.ts'
import { between, course, network } from '../../conformance/course.ts'
import { type Row, rows } from '../../conformance/rows.ts'
import { right } from '../../methods/played.ts'
import { playedOn, watchedCpu, watchedWasm } from './instruments.ts'

const cpu = await watchedCpu()
const wasm = await watchedWasm()

const programOf = ({ method, set }: Row, more: Readonly<Record<string, number>> = {}): MethodProgram => {
  const of = methods[method]!
  return of.program(right(decodeOptions(method, of.options, { ...set, ...more })))
}

const settingOf = (row: Row, more: Readonly<Record<string, number>> = {}) => ({
  program: programOf(row, more),
  network,
  between,
})

/** The stream of the conformance suite: two tasks of three batches of four. */
const told = async (row: Row, more: Readonly<Record<string, number>> = {}): Promise<CourseCost> =>
  right(await courseOf(settingOf(row, more), { tasks: [12, 12], schedule: { batch: 4 } })())

const exactly = (n: number) => ({ least: n, most: n })

/** Whether a condition decides what is run: then a count is told as bounds. It is told exactly everywhere else. */
const decides = ({ method, set }: Row): boolean => set.past === 'detected' || method === 'continualMaml'

const expectTold = (row: Row, { least, most }: Bounds, n: number): void => {
  if (!decides(row)) expect({ least, most }).toEqual(exactly(n))
  expect(least).toBeLessThanOrEqual(n)
  expect(most).toBeGreaterThanOrEqual(n)
}

/** Those that do something on batches: what is done on episodes is counted in `episodes.test.ts`. */
const onBatches = rows.filter((row) => programOf(row).handlers.onBatch !== undefined)

describe.each(onBatches)('$name', (row) => {
  it('takes what it is told to take: operations and calls of kernels that really ran, to the last one', async () => {
    const { total } = await told(row)
    const seen = await playedOn(cpu(), settingOf(row), course)
    expectTold(row, total.callsSimplified, seen.calls)
    expectTold(row, flops(total), seen.flops)
  })

  it('takes the derivatives it is told to take, by the products that make the slopes of weights', async () => {
    // By the labels that it predicts itself a loss has slope 0 on every example: that form is given no padding to tell apart.
    const itself = row.set.form === 'exact'
    // Units of tanh are never off: of a product, only rows of padding are 0.
    const setting = {
      ...settingOf(row, itself ? { samples: 4 } : {}),
      network: mlp({ hidden: [5], activation: 'tanh' }),
    }
    const { total } = right(await courseOf(setting, { tasks: [12, 12], schedule: { batch: 4 } })())
    const seen = await playedOn(cpu(), setting, course)
    const slopes = itself ? seen.rows : seen.slopes
    // A gradient makes one product Xᵀδ for each matrix of weights. A Hessian-vector product makes one for the first, whose
    // input nothing differentiates, and two for the second: through its use on the way forward, and on the way back.
    const second = slopes.get('5,3') ?? 0
    // Where importance is of the output layer alone, the first matrix has no slope: nobody asks for it.
    const first = row.set.groups === 'output' ? second : (slopes.get('6,5') ?? 0)
    expectTold(row, total.hessianProducts, second - first)
    // The slopes in ∇⟨∇L, v⟩ are only differentiated again: they count as gradients, and nobody makes them.
    const unmade = itself ? second - first : 0
    expectTold(row, total.gradients, 2 * first - second + unmade)
  })

  it('calls fused kernels on wasm as often as told, and its peak is the one told, within a tenth', async () => {
    const { total } = await told(row)
    const { calls, peak } = await playedOn(wasm(), settingOf(row), course)
    expectTold(row, total.callsFused, calls)
    // An event is costed from the state that it first comes with, where slots that begin as one value still share its buffers; after
    // a boundary that was found they don't. A copy of h here is eight tensors in a line of 64 bytes each, and three slots are h at first.
    const shared = decides(row) ? 3 * 8 * 64 : 0
    expect(Math.abs(total.peak.most - peak)).toBeLessThanOrEqual(0.1 * peak + shared)
  })
})

describe('counts that a condition decides', () => {
  const row = rows.find(decides)!
  /** What is told of the row, and what it took. */
  const both = async (more: Readonly<Record<string, number>>) => ({
    total: (await told(row, more)).total,
    seen: await playedOn(cpu(), settingOf(row, more), course),
  })
  it('are at their most where it holds at every batch', async () => {
    const { total, seen } = await both({ settle: 0 })
    expect(seen).toMatchObject({ calls: total.callsSimplified.most, flops: flops(total).most })
  })
  it('are at their least where it never holds, which is less', async () => {
    const { total, seen } = await both({ settle: 1000 })
    expect(seen).toMatchObject({ calls: total.callsSimplified.least, flops: flops(total).least })
    expect(total.callsSimplified.least).toBeLessThan(total.callsSimplified.most)
    expect(flops(total).least).toBeLessThan(flops(total).most)
  })
})

describe('control: the counts can be wrong', () => {
  const row = rows.find(({ name }) => name === 'emcl')!
  it('those of one inner step more are not those of the run', async () => {
    const { total } = await told(row, { innerSteps: 4 })
    const seen = await playedOn(cpu(), settingOf(row), course)
    expect(total.callsSimplified.most).not.toBe(seen.calls)
    expect(flops(total).most).not.toBe(seen.flops)
    expect(total.gradients.most).not.toBe(2 * seen.slopes.get('6,5')! - seen.slopes.get('5,3')!)
  })
  it('a peak that forgets a memory of the state is more than a tenth away', async () => {
    const { total, tasks } = await told(row)
    const { peak } = await playedOn(wasm(), settingOf(row), course)
    expect(Math.abs(total.peak.most - tasks[0]!.stateBytes - peak)).toBeGreaterThan(0.1 * peak)
  })
  it('a Hessian-vector product is seen where there is one, and not where gradients are held constant', async () => {
    const order = async (value: string) => {
      const set = { ...rows.find(({ name }) => name === 'laMaml')!.set, order: value }
      return (await told({ name: value, method: 'laMaml', set })).total.hessianProducts.most
    }
    expect(await order('second')).toBeGreaterThan(0)
    expect(await order('first')).toBe(0)
  })
})
