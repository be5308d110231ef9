import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paddedLength, paddingOf, surely } from '../../src/compiler/index.ts'
import {
  all,
  append,
  type Batch,
  defaults,
  defineMethod,
  draw,
  foldTasks,
  grad,
  gradientStep,
  type HandlerProgram,
  type Memory,
  mapTasks,
  meanOverTasks,
  type Objective,
  type Params,
  perTask,
  push,
  ring,
  shuffle,
  subtract,
  totalOverTasks,
} from '../../src/dsl/index.ts'
import { methods } from '../../src/methods/index.ts'

const lengths = fc.nat(5000)

const isPaddable = (handler: HandlerProgram): boolean => paddingOf(handler) !== undefined

describe('as how long a list is taken', () => {
  it('law: no shorter than it is, and by less than a quarter longer', () => {
    fc.assert(
      fc.property(lengths, (n) => {
        expect(paddedLength(n)).toBeGreaterThanOrEqual(n)
        expect(paddedLength(n)).toBeLessThan(1.25 * Math.max(1, n))
      }),
    )
  })

  it('law: a longer list is taken as no shorter, and what is padded as it is', () => {
    fc.assert(
      fc.property(lengths, (n) => {
        expect(paddedLength(n + 1)).toBeGreaterThanOrEqual(paddedLength(n))
        expect(paddedLength(paddedLength(n))).toBe(paddedLength(n))
      }),
    )
  })

  it('law: as many elements are surely there as the shortest list has that is taken so', () => {
    fc.assert(
      fc.property(lengths, (n) => {
        const sure = surely(paddedLength(n))
        expect(sure).toBeLessThanOrEqual(n)
        expect(paddedLength(sure)).toBe(paddedLength(n))
        if (sure > 0) expect(paddedLength(sure - 1)).toBeLessThan(paddedLength(n))
      }),
    )
  })

  it('law: a list that grows to n has at most 8 + 4 log₂(n / 8) programs', () => {
    for (const n of [8, 20, 100, 1000]) {
      const forms = new Set(Array.from({ length: n }, (_, i) => paddedLength(i + 1)))
      expect(forms.size).toBeLessThanOrEqual(8 + 4 * Math.ceil(Math.log2(n / 8)))
    }
    expect(new Set(Array.from({ length: 100 }, (_, i) => paddedLength(i + 1))).size).toBe(23)
  })
})

const handlerOf = (name: string, event: 'onBatch' | 'onTaskEnd'): HandlerProgram => {
  const method = methods[name]!
  return method.program(defaults(method.options)).handlers[event]!
}

/** A method whose step takes what is made of the past ends of tasks. */
const taking = (made: (ends: ReturnType<typeof perTask<Params>>, theta: Params) => Params): HandlerProgram =>
  defineMethod({
    name: 'takes past ends',
    source: 'a test',
    options: {},
    state: (_, theta0) => ({ past: perTask(theta0) }),
    onBatch:
      () =>
      ({ theta, past, batch, loss }) => ({
        theta: subtract(gradientStep({ loss: loss(batch), rate: 0.1 })(theta), made(past, theta)),
      }),
    onTaskEnd:
      () =>
      ({ theta, past }) => ({ past: append(past, theta) }),
  }).program({}).handlers.onBatch!

/** A method that takes a step along what is made of a memory of past tasks. */
const remembering = (
  made: (memory: Memory<'ring'>, theta: Params, loss: (x: Batch) => Objective) => Params,
): HandlerProgram =>
  defineMethod({
    name: 'remembers past tasks',
    source: 'a test',
    options: {},
    state: () => ({ memory: ring(2) }),
    onBatch:
      () =>
      ({ theta, memory, batch, loss }) => ({
        theta: subtract(theta, made(memory, theta, loss)),
        memory: push(memory, batch),
      }),
  }).program({}).handlers.onBatch!

describe('lists may be padded', () => {
  it('where they are mapped, summed and appended to', () => {
    expect(isPaddable(handlerOf('ewc', 'onBatch'))).toBe(true)
    expect(isPaddable(handlerOf('ewc', 'onTaskEnd'))).toBe(true)
    expect(isPaddable(handlerOf('ogd', 'onBatch'))).toBe(true)
    expect(isPaddable(handlerOf('gem', 'onBatch'))).toBe(true)
    expect(isPaddable(handlerOf('agem', 'onBatch'))).toBe(true)
    expect(isPaddable(handlerOf('gradientReconstruction', 'onBatch'))).toBe(true)
    expect(isPaddable(taking((past) => meanOverTasks(past)))).toBe(true)
    expect(isPaddable(taking((past, theta) => totalOverTasks(mapTasks(past, (end) => subtract(theta, end)))))).toBe(
      true,
    )
  })

  it('and nowhere else', () => {
    // What is unrolled goes through parts of a list whose sums depend on its very length.
    expect(isPaddable(handlerOf('ogd', 'onTaskEnd'))).toBe(false)
    expect(
      isPaddable(taking((past, theta) => foldTasks(past, (so: Params, end: Params) => subtract(so, end))(theta))),
    ).toBe(false)
    // All that a memory of tasks holds is as many rows as it has room for: what takes them in an order of its own takes them in another.
    expect(isPaddable(remembering((memory, theta, loss) => grad(loss(shuffle(all(memory))))(theta)))).toBe(false)
    expect(isPaddable(remembering((memory, theta, loss) => draw(memory, 1, (old) => grad(loss(old))(theta))))).toBe(
      true,
    )
  })
})
