import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  coordinateWise,
  decodeProgram,
  defaults,
  defineMethod,
  encodeProgram,
  grad,
  literal,
  multiply,
  type Options,
  oneOf,
  positive,
  sampleLabels,
  shuffle,
  subtract,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'

const written = defineMethod({
  name: 'small',
  source: 'a test',
  options: { rate: positive(0.5) },
  networks: () => ({ h: coordinateWise({ hidden: [2] }) }),
  state: (_, theta0, { h }) => ({ count: 0, anchor: theta0, phi: h }),
  onTaskStart: () => () => ({ count: literal(1) }),
  onBatch:
    (o) =>
    ({ theta, batch, loss }) => ({ theta: subtract(theta, multiply(o.rate, grad(loss(batch))(theta))) }),
  onTaskEnd:
    () =>
    ({ theta, data, loss }) => ({ anchor: theta, count: loss(data)(theta) }),
  predict:
    () =>
    ({ anchor }) => ({ theta: anchor }),
})
const learner = { params: 'learner' }
const variable = (name: string, kind: unknown) => ({ _tag: 'Variable', name, kind })
/** The variables that every handler of it begins with: its slots, the task and the batch. */
const sees = [
  variable('θ', learner),
  variable('count', 'scalar'),
  variable('anchor', learner),
  variable('phi', { params: 'h' }),
  variable('task', 'scalar'),
  variable('B', 'batch'),
]
const around = { slots: { theta: 0, count: 1, anchor: 2, phi: 3 }, task: 4, batch: 5 }

const program = (values = defaults(written.options)) => written.program(values)
const read = (u: unknown) => {
  const result = decodeProgram(u)
  if (E.isLeft(result)) throw new Error(render(result.left))
  return result.right
}

describe('a program as it is written', () => {
  it('law: slots, task and batch first, then what the new values need, each node after those that it mentions', () =>
    expect(encodeProgram(program())).toEqual({
      method: 'small',
      options: { rate: 0.5 },
      networks: { h: { hidden: [2], activation: 'relu', initialisation: 'fanInUniform' } },
      state: {
        theta0: 0,
        networks: { h: 1 },
        slots: { count: 2, anchor: 0, phi: 1 },
        nodes: [variable('θ₀', learner), variable('φ₀', { params: 'h' }), { _tag: 'Literal', value: 0 }],
      },
      handlers: {
        onTaskStart: { ...around, updates: { count: 6 }, nodes: [...sees, { _tag: 'Literal', value: 1 }] },
        onBatch: {
          ...around,
          updates: { theta: 12 },
          nodes: [
            ...sees,
            { _tag: 'Option', name: 'rate' },
            variable('θ', learner),
            { _tag: 'Measure', measure: 'loss', parameters: 7, batch: 5 },
            { _tag: 'Gradient', bound: [7], body: 8, at: [0] },
            { _tag: 'Component', of: 9, index: 0 },
            { _tag: 'Binary', operator: 'multiply', left: 6, right: 10 },
            { _tag: 'Binary', operator: 'subtract', left: 0, right: 11 },
          ],
        },
        onTaskEnd: {
          ...around,
          updates: { anchor: 0, count: 6 },
          nodes: [...sees, { _tag: 'Measure', measure: 'loss', parameters: 0, batch: 5 }],
        },
        predict: { ...around, updates: { theta: 2 }, nodes: sees },
      },
    }))
  it('law: the order of slots, handlers and updates is kept in both directions', () => {
    const orders = (u: unknown): unknown =>
      typeof u === 'object' && u !== null ? [Object.keys(u), ...Object.values(u).map(orders)] : []
    const once = encodeProgram(program())
    expect(orders(encodeProgram(read(once)))).toEqual(orders(once))
    const { state, handlers, options } = read(once)
    expect([Object.keys(state), Object.keys(handlers), Object.keys(options)]).toEqual([
      ['count', 'anchor', 'phi'],
      ['onTaskStart', 'onBatch', 'onTaskEnd', 'predict'],
      ['rate'],
    ])
    expect(Object.keys(handlers.onTaskEnd!.updates)).toEqual(['anchor', 'count'])
  })
  it('law: what a method declares is what its program has', () => {
    const { method, options, theta0, networks, state, handlers } = program({ rate: 2 })
    expect([method, options, theta0.kind]).toEqual(['small', { rate: 2 }, { _tag: 'Params', network: 'learner' }])
    expect(networks!.h).toMatchObject({ network: coordinateWise({ hidden: [2] }), initial: { kind: { network: 'h' } } })
    expect([state.count, state.anchor, state.phi]).toEqual([
      { _tag: 'Literal', value: 0 },
      theta0,
      networks!.h!.initial,
    ])
    for (const handler of Object.values(handlers)) {
      expect(Object.fromEntries(Object.entries(handler.slots).map(([slot, { kind }]) => [slot, kind._tag]))).toEqual({
        theta: 'Params',
        count: 'Scalar',
        anchor: 'Params',
        phi: 'Params',
      })
      const kinds = Object.values(handler.batches).map(({ kind }) => kind._tag)
      expect([handler.task.kind._tag, ...kinds]).toEqual(['Scalar', ...kinds.map(() => 'Batch')])
    }
    const variables = Object.values(handlers).flatMap(({ slots, task, batches }) => [
      ...Object.values(slots),
      task,
      ...Object.values(batches),
    ])
    expect(new Set(variables.map(({ id }) => id)).size).toBe(variables.length)
    expect([written.name, written.source, written.deviations]).toEqual(['small', 'a test', []])
  })
  it('law: a method without networks, or without a handler, has none of it', () => {
    const bare = defineMethod({
      name: 'bare',
      source: '',
      deviations: ['one'],
      options: {},
      state: () => ({}),
      onBatch: () => () => ({}),
    })
    expect(bare.deviations).toEqual(['one'])
    expect(bare.program({})).toMatchObject({ method: 'bare', state: {}, handlers: { onBatch: { updates: {} } } })
    expect(Object.keys(bare.program({}))).toEqual(['method', 'options', 'theta0', 'state', 'handlers'])
    expect(Object.keys(bare.program({}).handlers)).toEqual(['onBatch'])
  })
  it('law: random nodes that are alike are two, with places of their own, built or read', () => {
    const twice = defineMethod({
      name: 'twice',
      source: '',
      options: {} as Options,
      state: () => ({}),
      onBatch:
        () =>
        ({ theta, batch, loss }) => {
          const [a, b] = [sampleLabels(shuffle(batch), theta), sampleLabels(shuffle(batch), theta)]
          return { theta: multiply(subtract(loss(a)(theta), loss(b)(theta)), theta) }
        },
    })
    const places = (of: typeof written.program extends (v: never) => infer P ? P : never): readonly unknown[] => {
      const found = new Set<unknown>()
      const visit = (u: unknown): void => {
        if (typeof u !== 'object' || u === null || found.has(u)) return
        found.add(u)
        Object.values(u).forEach(visit)
      }
      visit(of.handlers.onBatch!.updates)
      return [...found].flatMap((u) => ('place' in (u as object) ? [(u as { readonly place: unknown }).place] : []))
    }
    for (const of of [twice.program({}), read(encodeProgram(twice.program({})))]) {
      expect(places(of)).toHaveLength(4)
      expect(new Set(places(of)).size).toBe(4)
    }
  })
  it('law: only an option that is a number is one that a node may name', () => {
    const formed = defineMethod({
      name: 'formed',
      source: '',
      options: { rate: positive(1), form: oneOf(['one', 'two'], 'one') },
      state: () => ({}),
      onBatch: (o) => () => ({ theta: o.rate as never }),
    })
    const document = encodeProgram(formed.program(defaults(formed.options)))
    expect(E.isRight(decodeProgram(document))).toBe(true)
    const other = JSON.parse(
      JSON.stringify(document).replace('{"_tag":"Option","name":"rate"}', '{"_tag":"Option","name":"form"}'),
    )
    const result = decodeProgram(other)
    expect(E.isLeft(result) && render(result.left)).toContain(
      '`name` must be that of a numeric option of the program, got `form`',
    )
  })
})
