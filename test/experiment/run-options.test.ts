import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { defineMethod, fitsFloat32, like, multiply, subtract } from '../../src/dsl/index.ts'
import { type Pairs, runOptions, trainOn } from '../../src/experiment/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { methods } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'

const leftOf = (result: E.Either<Fault, unknown>): string => (E.isLeft(result) ? render(result.left) : 'none')

describe('options of a run', () => {
  it('law: are numbers that float32 neither makes 0 nor ∞, and all of those that it holds', () =>
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 8, max: 15 }), (k, n) => {
        const rate = (n / 8) * 2 ** k
        const held = Math.fround(rate)
        const given = runOptions('finetune', methods.finetune!.options, { rate })
        expect(E.isRight(given)).toBe(held === rate && held >= 2 ** -126)
        expect(fitsFloat32(rate)).toBe(E.isRight(given))
      }),
    ))
  it('are refused by name, with what was given and what can be held', () => {
    expect(leftOf(runOptions('emcl', methods.emcl!.options, { lambda: 1e39 }))).toBe(
      'emcl: option `lambda` must be a number > 0 that float32 can hold: 0, or between 1.2e-38 and 3.4e+38 in size, got 1e+39.',
    )
    expect(leftOf(runOptions('emcl', methods.emcl!.options, { floor: '1e-60' }))).toContain('`floor`')
    expect(E.isRight(runOptions('emcl', methods.emcl!.options, { floor: 0, rateRule: 'constant' }))).toBe(true)
  })
})

describe('trainOn and the range of float32', () => {
  const network = mlp({ hidden: [], loss: 'squaredError' })
  const line: Pairs = { inputs: [[-1], [1]], targets: [[-2], [2]] }
  const told = async (settings: { readonly batches?: readonly Pairs[]; readonly options?: Record<string, number> }) =>
    leftOf(await trainOn(methods.finetune!, { network, batches: [line], ...settings })())
  it('refuses an option that it cannot hold before anything runs', async () => {
    expect(await told({ options: { rate: 1e-50 } })).toContain(
      'option `rate` must be a number > 0 that float32 can hold',
    )
  })
  it.each([
    [1e39, 'Infinity'],
    [1e-50, '0'],
  ])('refuses an input and a target of %d, and says what it would be', async (x, there) => {
    expect(await told({ batches: [{ ...line, inputs: [[-1], [x]] }] })).toContain(`${x}, which is ${there} there`)
    expect(await told({ batches: [{ ...line, targets: [[x], [2]] }] })).toContain(`${x}, which is ${there} there`)
  })
  it('names the option whose products leave the range where parameters do not stay finite', async () => {
    expect(await told({ batches: [line, line], options: { rate: 1e30 } })).toContain(
      'option `rate` is 1e+30, and products with it leave the range of float32',
    )
  })
  it('names the slot that left it before', async () => {
    const squares = defineMethod({
      name: 'squares',
      source: 'a test',
      options: {},
      state: (_, theta0) => ({ size: like(theta0, 2 ** 100) }),
      onBatch:
        () =>
        ({ theta, size }) => ({ theta: subtract(theta, multiply(0, size)), size: multiply(size, size) }),
    })
    const result = await trainOn(squares, { network, batches: [line, line, line] })()
    expect(leftOf(result)).toContain('at task 1, batch 2')
    expect(leftOf(result)).toContain('`size` was beyond the range of float32')
  })
  it('control: where steps are too long for the loss it is the learning rate that is named', async () => {
    expect(await told({ batches: Array<Pairs>(400).fill(line), options: { rate: 1000 } })).toContain(
      'lower the learning rates',
    )
  })
})
