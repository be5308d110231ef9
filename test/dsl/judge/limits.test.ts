import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  type Batch,
  decodeProgram,
  defineMethod,
  draw,
  encodeProgram,
  expectation,
  grad,
  gradientStep,
  innerLoop,
  join,
  judgeProgram,
  loss,
  type Memory,
  named,
  overSamples,
  type Params,
  reservoir,
  sampleLabels,
  take,
} from '../../../src/dsl/index.ts'
import { limits } from '../../../src/dsl/judge/limits.ts'
import { render } from '../../../src/fault.ts'
import { methods } from '../../../src/methods/index.ts'

describe('the limits of a document', () => {
  it('are these: a program that was taken once is taken always', () =>
    expect(limits).toEqual({
      nodes: 20_000,
      depth: 1_000,
      entries: 1_000,
      name: 100,
      text: 2_000,
      notation: 64,
      variables: 64,
      derivatives: 8,
      iterations: 100_000,
      preparations: 50_000,
      unrolled: 50_000,
      size: 1_000_000,
      layers: 16,
      units: 1_024,
      count: 1_000_000_000,
    }))
})

interface Sees {
  readonly theta: Params
  readonly memory: Memory
  readonly batch: Batch
}

/** What the judge says of a program that makes θ so on each batch, with a memory of ten. */
const judgedWhere = (theta: (sees: Sees) => Params): string => {
  const method = defineMethod({
    name: 'limited',
    source: 'none',
    options: {},
    state: () => ({ memory: reservoir(10) }),
    onBatch: () => (sees) => ({ theta: theta(sees), memory: sees.memory }),
  })
  const verdict = judgeProgram(method.program({}))
  return E.isLeft(verdict) ? verdict.left.rule : 'taken'
}

describe('loops over what a memory gives', () => {
  const learned = (count: number, size: number) =>
    judgedWhere(({ theta, memory, batch }) =>
      innerLoop(2, (at: Params) =>
        draw(memory, count, (old) =>
          overSamples(
            join(batch, old),
            (so: Params, one) => gradientStep({ loss: loss(one), rate: 0.1 })(so),
            size,
          )(at),
        ),
      )(theta),
    )

  it('and over what is taken of an event, which is filled up', () => {
    const taking = (size: number) =>
      judgedWhere(({ theta, batch }) => expectation(take(batch, size), (one) => grad(loss(one))(theta)))
    expect(taking(limits.iterations)).toBe('taken')
    expect(taking(limits.iterations + 1)).toContain('loops within one another may run at most')
  })

  it('and over what a combinator names, which has as many examples as what it is defined by', () => {
    const naming = (count: number) =>
      judgedWhere(({ theta, memory }) =>
        draw(memory, count, (old) => expectation(named('old', {}, old), (one) => grad(loss(one))(theta))),
      )
    expect(naming(limits.iterations)).toBe('taken')
    expect(naming(limits.iterations + 1)).toContain('loops within one another may run at most')
  })

  it('run at most so many times, together with those around them', () => {
    const most = limits.iterations / 2
    expect(learned(most, 1)).toBe('taken')
    expect(learned(most + 1, 1)).toContain('loops within one another may run at most')
    expect(learned(2 * most, 2)).toBe('taken')
    expect(learned(2 * most + 2, 2)).toContain('loops within one another may run at most')
  })
})

describe('what the host prepares', () => {
  const prepared = (times: number) =>
    judgedWhere(({ theta, memory, batch }) =>
      innerLoop(2, (outer: Params) => {
        const reached = innerLoop(times, (inner: Params) =>
          draw(memory, 1, (old) => gradientStep({ loss: loss(old), rate: 0.1 })(inner)),
        )(outer)
        return gradientStep({ loss: loss(sampleLabels(batch, reached)), rate: 0.1 })(outer)
      })(theta),
    )

  it('for something that is prepared itself counts over the loops around both', () => {
    expect(prepared(limits.preparations / 2)).toBe('taken')
    expect(prepared(limits.preparations / 2 + 1)).toContain('examples may be prepared at most')
  })
})

describe('a name that is too long', () => {
  it('is cut where it is said', () => {
    const verdict = decodeProgram({
      ...(encodeProgram(methods.finetune!.program({})) as object),
      ['n'.repeat(3000)]: 1,
    })
    if (E.isRight(verdict)) throw new Error('taken')
    expect(render(verdict.left)).toContain('n'.repeat(200))
    expect(render(verdict.left)).not.toContain('n'.repeat(201))
  })
})
