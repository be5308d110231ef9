import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { lowerHandler, slotOf, tensorShapes } from '../../../src/compiler/index.ts'
import {
  add,
  append,
  type Batch,
  decodeProgram,
  defineMethod,
  encodeProgram,
  foldTasks,
  innerLoop,
  judgeProgram,
  type List,
  type Method,
  mapTasks,
  overSamples,
  type Params,
  perTask,
  take,
  tanh,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { surroundingsOf } from '../../../src/interpreters/runtime/index.ts'
import { mlp } from '../../../src/networks/index.ts'

interface Sees {
  readonly theta: Params
  readonly past: List<Params>
  readonly batch: Batch
}

/** A method that makes its list so at each batch. */
const making = (past: (sees: Sees) => List<Params>): Method =>
  defineMethod({
    name: 'making',
    source: 'a test',
    options: {},
    state: (_, theta0) => ({ past: perTask(theta0) }),
    onBatch: () => (sees) => ({ past: past(sees) }),
  })

const refused = (method: Method): string | undefined => {
  const program = method.program({})
  const judged = judgeProgram(program)
  const read = decodeProgram(JSON.parse(JSON.stringify(encodeProgram(program))))
  expect(E.isLeft(read)).toBe(E.isLeft(judged))
  return E.isLeft(judged) ? judged.left.rule : undefined
}

const tooMany =
  'loops in which lists change their length, and folds, may come to at most 50000 terms together when they are unrolled'

/** Each turn is counted as one, and so is each term of the body that differs from turn to turn. */
const plain =
  (times: number) =>
  ({ past, theta }: Sees): List<Params> =>
    innerLoop(times, (so: List<Params>) => append(so, theta))(past)

/** The loops that a sum over n elements comes to: one for each binary digit of n from that of 8 on, and the elements that are left. */
const bodies = (n: number): number =>
  (n % 8) + [...Math.floor(n / 8).toString(2)].filter((digit) => digit === '1').length

/** A turn with a list of n is 1, the append, the total and the map of it, and for each body of the sum 1 and tanh. */
const growing =
  (times: number) =>
  ({ theta }: Sees): List<Params> =>
    innerLoop(times, (so: List<Params>) => append(so, totalOverTasks(mapTasks(so, (v) => tanh(v)))))(perTask(theta))

describe('what loops may come to whose lists change their length', () => {
  it('law: the turns times the terms of the body, to the last', () => {
    expect(refused(making(plain(25_000)))).toBeUndefined()
    expect(refused(making(plain(25_001)))).toBe(tooMany)
  })
  it('law: of a list that grows, the terms of each turn: Σₙ (4 + 2 b(n))', () => {
    let [terms, most] = [0, 0]
    for (; terms + 4 + 2 * bodies(most) <= 50_000; most += 1) terms += 4 + 2 * bodies(most)
    expect(refused(making(growing(most)))).toBeUndefined()
    expect(refused(making(growing(most + 1)))).toBe(tooMany)
  })
  it('law: those of a loop in a loop are counted as often as it runs', () => {
    const nested = (outer: number, inner: number) =>
      making(({ past, theta }) =>
        innerLoop(outer, (so: List<Params>) => innerLoop(inner, (one: List<Params>) => append(one, theta))(so))(past),
      )
    expect(refused(nested(10, 1_000))).toBeUndefined()
    expect(refused(nested(1_000, 10))).toBeUndefined()
    expect(refused(nested(1_000, 100))).toBe(tooMany)
    expect(refused(nested(100, 1_000))).toBe(tooMany)
  })
  it('law: several loops are counted together', () => {
    const twice = (times: number) =>
      making((sees) => innerLoop(times, (so: List<Params>) => append(so, sees.theta))(plain(times)(sees)))
    expect(refused(twice(12_000))).toBeUndefined()
    expect(refused(twice(13_000))).toBe(tooMany)
  })
  it('law: a part of a batch says how often', () => {
    const samples = (n: number) =>
      making(({ past, theta, batch }) => overSamples(take(batch, n), (so: List<Params>) => append(so, theta))(past))
    expect(refused(samples(25_000))).toBeUndefined()
    expect(refused(samples(25_001))).toBe(tooMany)
  })
  it('law: lists that keep their length are not counted', () => {
    const keeping = making(({ past, theta }) =>
      innerLoop(90_000, (so: List<Params>) => mapTasks(so, (v) => add(v, theta)))(past),
    )
    expect(refused(keeping)).toBeUndefined()
  })
  it('law: none is found in no time, however often it says to run', () => {
    const start = performance.now()
    expect(refused(making(plain(90_000)))).toBe(tooMany)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('what the sizes of an event make too large', () => {
  const network = mlp({ hidden: [2] })
  const between = { inputShape: [2], outputs: 2 }
  const lowered = (
    method: Method,
    { examples, elements }: { readonly examples: number; readonly elements: number },
  ) => {
    const program = method.program({})
    expect(E.isRight(judgeProgram(program))).toBe(true)
    const { around, layouts } = surroundingsOf({ program, network, between })
    const shapes = tensorShapes(layouts)
    const state = {
      theta: slotOf(program.theta0.kind, shapes),
      past: slotOf({ _tag: 'List', names: [], elements: [program.theta0.kind] }, shapes, elements),
    }
    const made = lowerHandler('onBatch', program.handlers.onBatch!, state, { ...around, counts: { batch: examples } })
    return E.isLeft(made) ? render(made.left) : 'taken'
  }
  const rule = 'may come to at most 50000 terms in an event'
  const sampled = making(({ past, theta, batch }) => overSamples(batch, (so: List<Params>) => append(so, theta))(past))
  const folded = making(({ past }) =>
    foldTasks(past, (so: List<Params>, v: Params) => append(so, totalOverTasks(mapTasks(so, (u) => add(u, v)))))(past),
  )
  it('is refused when it is compiled, and says what would be right', () => {
    expect(lowered(sampled, { examples: 20, elements: 0 })).toBe('taken')
    expect(lowered(sampled, { examples: 25_001, elements: 0 })).toContain(rule)
    expect(lowered(sampled, { examples: 25_001, elements: 0 })).toContain('take fewer examples')
    expect(lowered(folded, { examples: 1, elements: 10 })).toBe('taken')
    expect(lowered(folded, { examples: 1, elements: 5_000 })).toContain(rule)
  })
})
