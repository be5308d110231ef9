import { describe, expect, it } from 'vitest'
import { freeParams, like, literal, ownSlots } from '../../src/dsl/index.ts'

const theta = freeParams('θ')

describe('ownSlots', () => {
  const begun = { m: like(theta, 0), count: literal(0) }

  it('are those that the part begins with, wherever they stand among all', () => {
    const [m, count] = [like(theta, 3), literal(7)]
    expect(ownSlots(begun)({ batch: 'something else', count, theta, m })).toEqual({ m, count })
  })
  it('are as they begin where the method has not declared them', () => {
    expect(ownSlots(begun)({ theta })).toEqual(begun)
  })
})
