import { describe, expect, it } from 'vitest'
import { deviationOf, meanOf, type Outcome } from '../../src/experiment/index.ts'

const outcome = (x: number): Outcome => ({
  acc: x,
  bwt: -x,
  fwt: 2 * x,
  learningAccuracy: x / 2,
  forgetting: 0,
  trainSeconds: 8 * x,
  evalSeconds: 1,
})

describe('meanOf and deviationOf', () => {
  it('are those of each number', () => {
    expect(meanOf([outcome(1), outcome(3)])).toEqual({ ...outcome(2), forgetting: 0, evalSeconds: 1 })
    const { acc, bwt, trainSeconds, evalSeconds } = deviationOf([outcome(1), outcome(3)])
    expect([acc, bwt, trainSeconds, evalSeconds]).toEqual([Math.SQRT2, Math.SQRT2, 8 * Math.SQRT2, 0])
  })

  it('a single run deviates by 0', () => expect(deviationOf([outcome(1)])).toMatchObject({ acc: 0, trainSeconds: 0 }))
})
