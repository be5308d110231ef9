import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/dsl/judge/limits.ts'

describe('the limits of a document', () => {
  it('are these: a program that was taken once is taken always', () =>
    expect(limits).toEqual({
      nodes: 20_000,
      depth: 1_000,
      entries: 1_000,
      name: 100,
      text: 2_000,
      variables: 64,
      derivatives: 8,
      iterations: 100_000,
      preparations: 20_000,
      size: 1_000_000,
      layers: 16,
      units: 1_024,
      count: 1_000_000_000,
    }))
})
