import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  defineMethod,
  draw,
  expectation,
  grad,
  gradientStep,
  innerLoop,
  join,
  judgeProgram,
  overSamples,
  type Params,
  reservoir,
  take,
} from '../../../src/dsl/index.ts'
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
      preparations: 50_000,
      size: 1_000_000,
      layers: 16,
      units: 1_024,
      count: 1_000_000_000,
    }))
})

describe('loops over what a memory gives', () => {
  const learned = (count: number, size: number) => {
    const method = defineMethod({
      name: 'replays',
      source: 'none',
      options: {},
      state: () => ({ memory: reservoir(10) }),
      onBatch:
        () =>
        ({ theta, memory, batch, loss }) => ({
          theta: innerLoop(2, (at: Params) =>
            draw(memory, count, (old) =>
              overSamples(
                join(batch, old),
                (so: Params, one) => gradientStep({ loss: loss(one), rate: 0.1 })(so),
                size,
              )(at),
            ),
          )(theta),
          memory,
        }),
    })
    const verdict = judgeProgram(method.program({}))
    return E.isLeft(verdict) ? verdict.left.rule : 'taken'
  }

  it('and over what is taken of an event, which is filled up', () => {
    const taking = (size: number) => {
      const method = defineMethod({
        name: 'takes',
        source: 'none',
        options: {},
        state: () => ({}),
        onBatch:
          () =>
          ({ theta, batch, loss }) => ({ theta: expectation(take(batch, size), (one) => grad(loss(one))(theta)) }),
      })
      const verdict = judgeProgram(method.program({}))
      return E.isLeft(verdict) ? verdict.left.rule : 'taken'
    }
    expect(taking(limits.iterations)).toBe('taken')
    expect(taking(limits.iterations + 1)).toContain('loops within one another may run at most')
  })

  it('run at most so many times, together with those around them', () => {
    const most = limits.iterations / 2
    expect(learned(most, 1)).toBe('taken')
    expect(learned(most + 1, 1)).toContain('loops within one another may run at most')
    expect(learned(2 * most, 2)).toBe('taken')
    expect(learned(2 * most + 2, 2)).toContain('loops within one another may run at most')
  })
})
