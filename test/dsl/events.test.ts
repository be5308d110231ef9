import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  batchNames,
  defineMethod,
  events,
  handlerNames,
  judgeProgram,
  type MethodProgram,
  onlyBatch,
} from '../../src/dsl/index.ts'
import { render } from '../../src/fault.ts'

/** A method whose handler is written where no types are checked. */
const untyped = (handlers: Readonly<Record<string, unknown>>): MethodProgram =>
  defineMethod({
    name: 'untyped',
    source: 'a test',
    options: {},
    state: () => ({ seen: 0 }),
    onBatch: () => () => ({}),
    ...handlers,
  } as never).program({})

const said = (program: MethodProgram): string => {
  const verdict = judgeProgram(program)
  return E.isLeft(verdict) ? render(verdict.left) : 'nothing'
}

describe('the table of events', () => {
  it('says the names of what each event comes with, and nothing more', () => {
    expect(Object.fromEntries(handlerNames.map((name) => [name, batchNames(name)]))).toEqual({
      onTaskStart: [],
      onBatch: ['batch'],
      onTaskEnd: ['data'],
      onEpisodes: ['episodes'],
      adapt: ['support', 'steps'],
      predict: [],
    })
    expect([onlyBatch('onBatch', 7), onlyBatch('onTaskEnd', 7), onlyBatch('predict', 7)]).toEqual([
      { batch: 7 },
      { data: 7 },
      {},
    ])
  })
  it('names in headings are those of what is seen, or symbols', () => {
    for (const { heading, sees } of Object.values(events))
      for (const [, name] of heading.matchAll(/\{(\w{2,})\}/g)) expect(Object.keys(sees)).toContain(name)
  })
})

describe('an event gives its own batches only', () => {
  const measured = (of: string) => () => (sees: Readonly<Record<string, never>>) => ({
    seen: (sees.loss as unknown as (batch: unknown) => (at: unknown) => unknown)(sees[of])(sees.theta),
  })
  it.each([
    ['onBatch', 'batch', 'nothing'],
    ['onTaskEnd', 'data', 'nothing'],
    ['onBatch', 'data', 'must be a term, got nothing'],
    ['onTaskEnd', 'batch', 'must be a term, got nothing'],
    ['onTaskStart', 'batch', 'must be a term, got nothing'],
  ])('in %s a loss on `%s`: %s is wrong', (event, of, wrong) =>
    expect(said(untyped({ [event]: measured(of) }))).toContain(wrong),
  )
  it('a batch that is missing, one too many, and one that is no batch are refused by name', () => {
    const { handlers, ...program } = untyped({ onBatch: measured('batch') })
    const { batches, task } = handlers.onBatch!
    const among = (changed: Readonly<Record<string, typeof task>>) =>
      said({ ...program, handlers: { onBatch: { ...handlers.onBatch!, batches: changed } } })
    expect(among({})).toContain('the batches of `onBatch` must be `batch`, got none')
    expect(among({ ...batches, data: { ...batches.batch!, id: -1 } })).toContain('must be `batch`, got `batch`, `data`')
    expect(among({ batch: { ...task, id: -2 } })).toContain('`batch` must be a batch, got a scalar')
  })
})
