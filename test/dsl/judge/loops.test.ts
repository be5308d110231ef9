import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  type Batch,
  decodeProgram,
  defaults,
  defineMethod,
  encodeProgram,
  grad,
  innerLoop,
  judgeProgram,
  less,
  loss,
  type Method,
  mapTasks,
  mean,
  multiply,
  norm,
  type Params,
  perTask,
  push,
  reservoir,
  ring,
  type Syntax,
  total,
  trajectory,
  when,
} from '../../../src/dsl/index.ts'
import { type Fault, render } from '../../../src/fault.ts'
import { played } from '../json/played.ts'

interface Sees {
  readonly theta: Params
  readonly past: Syntax
  readonly memory: Syntax
  readonly rings: Syntax
  readonly batch: Batch
}

/** A method with a list over tasks and a memory, that does this on each batch; an untyped file can say anything. */
const doing = (onBatch: (sees: Sees) => Readonly<Record<string, unknown>>): Method =>
  defineMethod({
    name: 'doing',
    source: 'a test',
    options: {},
    state: (_, theta0) => ({
      past: perTask(theta0) as Syntax,
      memory: reservoir(4) as Syntax,
      rings: ring(4) as Syntax,
    }),
    onBatch: () => (slots) => onBatch(slots as never) as never,
  })

const wrongWith = (method: Method): Fault => {
  const judged = judgeProgram(method.program({}))
  if (E.isRight(judged)) throw new Error('it was taken')
  return judged.left
}

const cut = 'must be a scalar, parameters, rows, a list of numbers or a memory: nothing else goes through a loop'

const carrying: Readonly<Record<string, readonly [Method, string, string]>> = {
  'a loop carries a list of batches': [
    doing(({ rings, theta }) => ({
      theta: innerLoop(
        2,
        (s: { theta: Params; parts: Syntax }) => s,
      )({ theta, parts: mapTasks(rings as never, (m: Batch) => m) }).theta,
    })),
    'theta ▸ Component ▸ Loop ▸ bound[1]',
    'a list over tasks of a batch',
  ],
  'a trajectory carries a list of batches': [
    doing(({ rings, theta }) => {
      const parts: Syntax = mapTasks(rings as never, (m: Batch) => m)
      const steps = trajectory(2, (s: { theta: Params; parts: Syntax }) => s)({ theta, parts })
      return {
        theta: multiply(
          mean(steps, (s) => norm(s.theta)),
          theta,
        ),
      }
    }),
    'theta ▸ multiply ▸ Along ▸ Loop ▸ bound[1]',
    'a list over tasks of a batch',
  ],
  'a loop carries a batch': [
    doing(({ theta, batch }) => ({
      theta: innerLoop(2, (s: { theta: Params; batch: Batch }) => ({
        theta: grad(loss(s.batch))(s.theta),
        batch: s.batch,
      }))({ theta, batch }).theta,
    })),
    'theta ▸ Component ▸ Loop ▸ bound[1]',
    'a batch',
  ],
  'a loop carries a truth': [
    doing(({ theta }) => ({
      theta: innerLoop(2, (s: { theta: Params; low: Syntax }) => s)({ theta, low: less(norm(theta), 1) }).theta,
    })),
    'theta ▸ Component ▸ Loop ▸ bound[1]',
    'a condition',
  ],
}

/** What a step says, and a loop would leave out. */
const leftOut: Readonly<Record<string, readonly [Method, string]>> = {
  'a slot that the loop has not': [
    doing(({ theta }) => ({
      theta: innerLoop(2, (s: { theta: Params }) => ({ theta: s.theta, thetq: multiply(2, s.theta) }))({ theta }).theta,
    })),
    '`next` must have 1 entries, got 2',
  ],
  'a side of a decision has a slot less': [
    doing(({ theta }) => {
      const both = { theta, half: multiply(0.5, theta) }
      return { theta: when<{ theta: Params; half: Params }>(less(norm(theta), 1), both, { theta } as never).half }
    }),
    '`otherwise` must have 2 entries, got 1',
  ],
  'a trajectory of something made of a loop': [
    doing(({ theta }) => {
      const after = (s: { a: Params; b: Params }) => {
        const { a, b } = innerLoop(2, (at: { a: Params; b: Params }) => ({ a: at.b, b: at.a }))(s)
        return { a, b: multiply(2, b) }
      }
      return { theta: total(trajectory(after)({ a: theta, b: theta }), ({ b }) => b as never) }
    }),
    '`loop` must be a `Loop`, got parameters of `learner`',
  ],
  'a trajectory of a loop with its slots in another order': [
    doing(({ theta }) => {
      const turned = (s: { a: Params; b: Params }) => {
        const { a, b } = innerLoop(2, (at: { a: Params; b: Params }) => ({ a: at.b, b: at.a }))(s)
        return { a: b, b: a }
      }
      return { theta: total(trajectory(turned)({ a: theta, b: theta }), ({ b }) => b as never) }
    }),
    '`loop` must be a `Loop`, got parameters of `learner`',
  ],
}

describe('what a loop can not carry is refused, with its path', () => {
  it.each(Object.entries(carrying))('%s', async (_, [method, path, got]) => {
    const { where, rule, path: found, got: given } = wrongWith(method)
    expect(where).toBe('doing onBatch')
    expect(found?.join(' ▸ ')).toBe(path)
    expect(rule).toMatch(cut)
    expect(given).toBe(got)
    expect(await played(method.program(defaults(method.options)))).toMatch(cut)
  })

  it.each(Object.entries(carrying))('%s, and is written as JSON', (_, [method, , got]) => {
    const read = decodeProgram(JSON.parse(JSON.stringify(encodeProgram(method.program({})))))
    if (E.isRight(read)) throw new Error('it was taken')
    expect(render(read.left)).toMatch(cut)
    expect(read.left.got).toBe(got)
    expect(read.left.path?.join()).toMatch(/^handlers\.onBatch\.nodes\[\d+\]\.bound\[\d\]$/)
  })

  it.each(Object.entries(leftOut))('%s', (_, [method, message]) => {
    const { rule, got } = wrongWith(method)
    expect(`${rule}, got ${got}`).toBe(message)
  })

  it('control: numbers, parameters and memories go through loops', async () => {
    const method = doing(({ theta, memory, batch }) => {
      const step = (s: { theta: Params; memory: Syntax }) => ({
        memory: push(s.memory as never, batch) as Syntax,
        theta: multiply(0.5, s.theta),
      })
      return innerLoop(3, step)({ theta, memory })
    })
    expect(E.isRight(judgeProgram(method.program({})))).toBe(true)
    expect(await played(method.program({}))).toMatchObject({ memory: { seen: 24 } })
  })
})
