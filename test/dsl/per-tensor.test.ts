import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adam,
  add,
  defineMethod,
  dot,
  grad,
  gradientStep,
  loss,
  meanPerTensor,
  multiply,
  only,
  onTensors,
  type Params,
  type PerTensor,
  perTensor,
  slot,
  sum,
  sumPerTensor,
} from '../../src/dsl/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
import { layoutOf, mlp, sizeOfLayout } from '../../src/networks/index.ts'
import { dyadic } from '../arbitraries/index.ts'
import { examples } from './examples.ts'
import { learner, right } from './learner.ts'

const setting = { network: mlp({ hidden: [2] }), between: { inputShape: [3], outputs: 2 } }
const layout = layoutOf(setting.network, setting.between)
const sizes = layout.tensors.map(({ shape }) => shape.reduce((a, b) => a * b, 1))
const size = sizeOfLayout(layout)
const batch = examples([[1, -2, 0.5]], [1], { classes: 2 })
const thetas = fc.array(dyadic(), { minLength: size, maxLength: size })

/** The coordinates of each tensor. */
const pieces = (of: readonly number[]): readonly (readonly number[])[] => {
  let from = 0
  return sizes.map((n) => {
    from += n
    return of.slice(from - n, from)
  })
}
const total = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0)

// Dyadic numbers of few bits: their sums and products are exact in float64.
describe('one number a tensor', () => {
  it('law: sums and means are those of the coordinates of each tensor, and the sums add up to the sum of all', async () => {
    const run = learner(({ theta }) => {
      const sums = sumPerTensor(theta)
      return { sums, means: meanPerTensor(theta), all: sum(sums), directly: sum(theta) }
    }, setting)
    await fc.assert(
      fc.asyncProperty(thetas, async (a) => {
        const { sums, means, all, directly } = await run(a, batch)
        expect(sums).toEqual(
          pieces(a)
            .map(total)
            .map((x) => x + 0),
        )
        pieces(a).forEach((piece, i) => expect(means![i]).toBeCloseTo(total(piece) / piece.length, 12))
        expect(all).toEqual(directly)
      }),
      { numRuns: 20 },
    )
  })
  it('law: to spread is the transpose of to sum, and the mean undoes it', async () => {
    const run = learner(({ theta }) => {
      const numbers = sumPerTensor(multiply(theta, theta))
      const spread = onTensors(numbers)(theta)
      return {
        numbers,
        back: meanPerTensor(spread),
        spread,
        there: dot(spread, theta),
        here: sum(multiply(numbers, sumPerTensor(theta))),
      }
    }, setting)
    await fc.assert(
      fc.asyncProperty(thetas, async (a) => {
        const { numbers, back, spread, there, here } = await run(a, batch)
        expect(pieces(spread!).every((piece, i) => piece.every((x) => x === numbers![i]))).toBe(true)
        numbers!.forEach((x, i) => expect(Math.abs(back![i]! - x)).toBeLessThanOrEqual(Math.abs(x) * 8 * 2 ** -52))
        expect(there![0]).toBeCloseTo(here![0]!, 9)
      }),
      { numRuns: 20 },
    )
  })
  it('law: the derivative by the number of a tensor is the sum of those by its coordinates', async () => {
    const run = learner(({ theta, batch: on }) => {
      const rates = perTensor(theta, 0.25)
      const ahead = (a: typeof rates) => loss(on)(add(theta, multiply(onTensors(a)(theta), theta)))
      const wide = (a: Params) => loss(on)(add(theta, multiply(a, theta)))
      return {
        slope: grad(ahead)(rates),
        sums: sumPerTensor(grad(wide)(onTensors(rates)(theta))),
      }
    }, setting)
    await fc.assert(
      fc.asyncProperty(thetas, async (a) => {
        const { slope, sums } = await run(a, batch)
        expect(slope!.length).toBe(sizes.length)
        slope!.forEach((x, i) => expect(Math.abs(x - sums![i]!)).toBeLessThanOrEqual(2 ** -40 * (1 + Math.abs(x))))
      }),
      { numRuns: 20 },
    )
  })
  it('groups are those of the tensors', async () => {
    const run = learner(({ theta }) => ({ head: only('output')(perTensor(theta, 3)) }), setting)
    const { head } = await run(Array<number>(size).fill(1), batch)
    expect(head).toEqual(layout.tensors.map(({ group }) => (group === 'output' ? 3 : 0)))
  })
  it('a slot has one number a tensor, is descended by Adam, and is saved and given back', async () => {
    const rated = defineMethod({
      name: 'a rate a layer',
      source: 'a test',
      options: {},
      state: (_, theta0) => ({
        rates: slot('α', perTensor(theta0, 0.5)),
        ...adam().slots(theta0),
        ...({ mean: perTensor(theta0) } as const),
      }),
      onBatch: () => (slots) => {
        const { theta, rates, mean, batch: on, loss: measured } = slots
        const step = (a: typeof rates) => gradientStep({ loss: measured(on), rate: onTensors(a)(theta) })(theta)
        const slope = grad((a: PerTensor) => measured(on)(step(a)))(rates)
        return { theta: step(rates), rates: add(rates, multiply(-0.125, slope)), mean: add(mean, slope) }
      },
    })
    const device = referenceDevice()
    const own = session({ program: rated.program({}), ...setting, device })
    const state = right(await own.initial(3)())
    const event = { name: 'onBatch' as const, task: 0, batch: 0, batches: { batch } }
    const after = right(await own.handle(3, state, event)())
    const read = async (name: string) => right(await own.read(after[name]!)()).map((x) => Array.from(x))
    const [rates, mean] = [await read('rates'), await read('mean')]
    expect(rates.map((x) => x.length)).toEqual(sizes.map(() => 1))
    rates.flat().forEach((x, i) => expect(x).toBeCloseTo(0.5 - 0.125 * mean.flat()[i]!, 12))
    expect(mean.flat().some((x) => x !== 0)).toBe(true)
    const saved = right(await own.save(after)())
    const again = right(await own.restore(saved)())
    expect(right(await own.read(again.rates!)()).map((x) => Array.from(x))).toEqual(rates)
  })
})
