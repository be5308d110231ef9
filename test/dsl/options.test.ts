import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decay, decodeOptions, defaults } from '../../src/dsl/index.ts'
import { finetune } from '../../src/methods/index.ts'
import { thetaAfter } from '../methods/played.ts'
import { points } from '../methods/points.ts'

const batch = points([[1], [-1]], [[1], [0]])
const below = 1 - 2 ** -24

describe('a decay', () => {
  const taken = (value: unknown): boolean => isRight(decodeOptions('a test', { mean: decay(0.5) }, { mean: value }))
  it.each([0, '0', 0.999, 1 - 2 ** -10, below])('takes %d', (value) => expect(taken(value)).toBe(true))
  it.each([1, '1', -1e-9, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) =>
    expect(taken(value)).toBe(false),
  )
  it('refuses what float32 rounds to 1', () => {
    expect(taken(1 - 2 ** -26)).toBe(false)
    expect(Math.fround(1 - 2 ** -26)).toBe(1)
  })
  it.each(['beta1', 'beta2'])('as %s of Adam: a step is finite at every value that is taken', async (name) => {
    for (const value of [0, 0.5, 1 - 2 ** -10, below]) {
      const theta = await thetaAfter(finetune, [['batch', batch]], {
        theta: [0.5, -1],
        set: { optimiser: 'adam', [name]: value },
      })
      expect(theta.every(Number.isFinite)).toBe(true)
    }
  })
  // With β₂ of 1 the mean of squares is 0 / 0 too, but what is too small to be squared is scaled by itself.
  it('control: with beta1 of 1 a running mean of nothing is divided by 0', async () => {
    const program = finetune.program({ ...defaults(finetune.options), optimiser: 'adam', beta1: 1 })
    const unchecked = { ...finetune, options: {}, program: () => program }
    await expect(thetaAfter(unchecked, [['batch', batch]], { theta: [0.5, -1] })).rejects.toThrow(/finite/)
  })
})
