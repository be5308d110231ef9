import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  decodeProgram,
  defaults,
  defineMethod,
  draw,
  encodeProgram,
  everyLabel,
  expectation,
  freeParams,
  gaussian,
  grad,
  innerLoop,
  join,
  judgeProgram,
  loss,
  type Memory,
  type MethodProgram,
  mapTasks,
  multiply,
  norm,
  overSamples,
  type Params,
  pick,
  placeIn,
  positive,
  push,
  reservoir,
  ring,
  type Scalar,
  type Syntax,
  sampleCoordinates,
  sampleLabels,
  shuffle,
  take,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import type { Fault } from '../../../src/fault.ts'
import { eachOperation } from '../../../src/laws/arbitraries/index.ts'
import { methods } from '../../../src/methods/index.ts'

interface Sees {
  readonly theta: Params
  readonly memory: Memory
  readonly batch: Batch
}

/** A program that does this on each batch, whatever it is: no declaration has looked at it. */
const doing = (onBatch: (sees: Sees) => Readonly<Record<string, unknown>>): MethodProgram => {
  const said: { updates: Readonly<Record<string, unknown>> } = { updates: {} }
  const program = defineMethod({
    name: 'doing',
    source: 'a test',
    options: { rate: positive(0.5) },
    state: () => ({ memory: reservoir(4) }),
    onBatch: () => (slots) => {
      said.updates = onBatch(slots)
      return { theta: slots.theta }
    },
  }).program({ rate: 0.5 })
  const handler = program.handlers.onBatch!
  return { ...program, handlers: { onBatch: { ...handler, updates: said.updates as Record<string, Syntax> } } }
}

const starting = (state: (theta0: Params) => Readonly<Record<string, unknown>>): MethodProgram => {
  const program = doing(() => ({}))
  return { ...program, state: state(program.theta0 as Syntax as Params) as Record<string, Syntax> }
}

const scaled = (theta: Params, by: unknown): Readonly<Record<string, unknown>> => ({
  theta: multiply(by as never, theta),
})
const leaked: { variable?: Params } = {}
const cyclic = (theta: Params): Syntax => {
  const node = { _tag: 'Unary', operator: 'negate', of: theta as Syntax }
  node.of = node as never
  return node as never
}
const made = 'labels that a program makes can be used in a loss only, not joined, taken from, shuffled or remembered'
const listed =
  'examples in a list over tasks can be used in a loss only, not joined, taken from, shuffled, remembered or gone through'
/** Σ over past tasks of a function of their examples, which are in a list. */
const overListed = (memory: Memory, f: (old: Batch) => Syntax): never => {
  const examples = mapTasks(memory as never, (old: Batch) => old)
  return totalOverTasks(mapTasks(examples as never, f as never) as never) as never
}
const whole =
  'must be a whole number from 0 to 1000000000, or { "samplesOf": node, "size": a whole number from 1 to 1000000000 }'

/** One table, long because each way to say what can't be meant has its row: the program, the place and what is said of it. */
const wrong: Readonly<Record<string, readonly [() => MethodProgram, string, string]>> = {
  'a variable has no binder': [
    () => doing(() => ({ theta: freeParams('ghost') })),
    'updates.theta',
    'a variable must be used inside the node that binds it, got `ghost`, which nothing around its use binds',
  ],
  'a variable leaves its derivative': [
    () =>
      doing(({ theta }) => {
        const g = grad((at: Params) => {
          leaked.variable = at
          return norm(at)
        })(theta)
        return { theta: multiply(norm(g), leaked.variable!) }
      }),
    'updates.theta',
    'a variable must be used inside the node that binds it, got `θ`, which nothing around its use binds',
  ],
  'an option is none of the method': [
    () => doing(({ theta }) => scaled(theta, { _tag: 'Option', name: 'ratio' })),
    'theta ▸ multiply ▸ ratio ▸ name',
    '`name` must be that of a numeric option of the program, got `ratio`',
  ],
  'a batch is scaled': [
    () => doing(({ batch }) => ({ theta: multiply(2, batch as never) })),
    'theta ▸ multiply ▸ right',
    '`right` must be a scalar, parameters or rows, got a batch',
  ],
  'a loop runs half a time': [
    () => doing(({ theta }) => ({ theta: innerLoop(0.5, (at: Params) => at)(theta) })),
    'theta ▸ Component ▸ times',
    `\`times\` ${whole}, got 0.5`,
  ],
  'a loop runs less than no time': [
    () => doing(({ theta }) => ({ theta: innerLoop(-1, (at: Params) => at)(theta) })),
    'theta ▸ Component ▸ times',
    `\`times\` ${whole}, got -1`,
  ],
  'a loop runs as often as a term says': [
    () => doing(({ theta }) => ({ theta: innerLoop(norm(theta) as never, (at: Params) => at)(theta) })),
    'theta ▸ Component ▸ times.samplesOf',
    '`samplesOf` must be a term, got nothing',
  ],
  'what is no number is a number': [
    () => doing(({ theta }) => scaled(theta, Number.NaN)),
    'theta ▸ multiply ▸ value',
    '`value` must be a number, or one of the strings "Infinity", "-Infinity", "-0", got "NaN"',
  ],
  'a term is a part of itself': [
    () => doing(({ theta }) => ({ theta: cyclic(theta) })),
    'theta ▸ negate',
    'a term must not be a part of itself, got `negate`',
  ],
  'sampled labels are remembered': [
    () => doing(({ theta, memory, batch }) => ({ memory: push(memory, sampleLabels(batch, theta)) })),
    'memory ▸ Push ▸ batch',
    `${made}, got labels made by the program`,
  ],
  'a sample with a sampled label is remembered': [
    () =>
      doing(({ theta, memory, batch }) => ({
        memory: overSamples(sampleLabels(batch, theta), (m: Memory, x) => push(m, x))(memory),
      })),
    'memory ▸ Component ▸ Loop ▸ Push ▸ batch',
    `${made}, got labels made by the program`,
  ],
  'sampled labels are shuffled, and only a place is asked for': [
    () => doing(({ theta, batch }) => scaled(theta, placeIn(shuffle(sampleLabels(batch, theta)), 0))),
    'theta ▸ multiply ▸ Place ▸ Shuffle ▸ batch',
    `${made}, got labels made by the program`,
  ],
  'an expectation takes from sampled labels': [
    () =>
      doing(({ theta, batch }) =>
        scaled(
          theta,
          expectation(sampleLabels(batch, theta), (x) => loss(take(x, 1))(theta)),
        ),
      ),
    'theta ▸ multiply ▸ Component ▸ Expectation ▸ Measure ▸ Take ▸ batch',
    `${made}, got labels made by the program`,
  ],
  'listed examples are joined': [
    () =>
      doing(({ theta, memory, batch }) =>
        scaled(
          theta,
          overListed(memory, (old) => loss(join(old, batch))(theta)),
        ),
      ),
    'theta ▸ multiply ▸ Total ▸ MapTasks ▸ Measure ▸ Join ▸ first',
    `${listed}, got such examples`,
  ],
  'listed examples are remembered': [
    () =>
      doing(({ theta, memory }) =>
        scaled(
          theta,
          overListed(memory, (old) => draw(push(reservoir(2), old), 1, (one) => loss(one)(theta))),
        ),
      ),
    'theta ▸ multiply ▸ Total ▸ MapTasks ▸ Measure ▸ Draw ▸ Push ▸ batch',
    `${listed}, got such examples`,
  ],
  'an expectation is over listed examples with every label': [
    () =>
      doing(({ theta, memory }) =>
        scaled(
          theta,
          overListed(memory, (old) => expectation(everyLabel(old), (one) => loss(one)(theta))),
        ),
      ),
    'theta ▸ multiply ▸ Total ▸ MapTasks ▸ Component ▸ Expectation ▸ batch',
    `${listed}, got such examples`,
  ],
  'a loop runs over listed examples': [
    () =>
      doing(({ theta, memory }) => ({
        theta: overListed(memory, (old) => overSamples(old, (at: Params, one) => grad(loss(one))(at))(theta)),
      })),
    'theta ▸ Total ▸ MapTasks ▸ Component ▸ Loop ▸ times.samplesOf',
    `${listed}, got such examples`,
  ],
  'the state draws': [
    () => starting((theta0) => ({ some: norm(pick(sampleCoordinates(3))(theta0)) })),
    'slots.some',
    'nothing must be drawn in the state: draws belong to events, got a draw',
  ],
  'the state draws noise': [
    () => starting((theta0) => ({ some: gaussian(theta0) })),
    'slots.some',
    'nothing must be drawn in the state: draws belong to events, got a draw',
  ],
  'the state draws from an empty memory': [
    () => starting((theta0) => ({ some: draw(reservoir(3), 1, (old) => loss(old)(theta0)) })),
    'slots.some',
    'nothing must be drawn in the state: draws belong to events, got a draw',
  ],
  'a memory starts with something in it': [
    () => starting(() => ({ full: innerLoop(2, (m: Syntax) => m)(ring(2) as Syntax) })),
    'slots.full',
    '`full` must start empty, as a memory does, got a `Component`',
  ],
  'a slot becomes a number of JavaScript': [
    () => doing(() => ({ theta: 5 })),
    'theta',
    'a term must be one of the language, got 5',
  ],
  'a slot becomes several terms': [
    () => doing(({ theta }) => ({ theta: { a: theta, b: theta } })),
    'theta',
    'a term must be one of the language, got an object',
  ],
  'nothing is added': [
    () => doing(({ theta }) => ({ theta: { _tag: 'Binary', operator: 'add', left: theta, right: undefined } })),
    'theta ▸ right',
    '`right` must be a term, got nothing',
  ],
  'an operator is none': [
    () => doing(({ theta }) => ({ theta: { _tag: 'Unary', operator: 'exp', of: theta } })),
    'theta ▸ operator',
    '`operator` must be one of negate, absolute, sign, squareRoot, exponential, logarithm, tanh, cosine, got "exp"',
  ],
  'a slot becomes another': [
    () => doing(({ theta }) => ({ memory: theta })),
    'updates.memory',
    'the new value of `memory` must be a memory, got parameters of `learner`',
  ],
  'a slot is none of the state': [
    () => doing(({ theta }) => ({ thetq: theta })),
    'updates.thetq',
    'a slot must be declared in the state, got `thetq`',
  ],
}

const found = (of: E.Either<Fault, unknown>): Fault => {
  if (E.isRight(of)) throw new Error('it was taken')
  return of.left
}
const said = ({ rule, got }: Fault): string => (got === undefined ? rule : `${rule}, got ${got}`)

describe('a built program that means nothing is refused before anything of it is lowered', () => {
  it.each(Object.entries(wrong))('%s', (_, [program, path, message]) => {
    const of = found(judgeProgram(program()))
    expect(said(of)).toBe(message)
    expect(of.path?.join(' ▸ ')).toBe(path)
    expect(of.where).toMatch(/^doing (state|onBatch)$/)
  })

  const unwritable = new Set([
    'a term is a part of itself',
    'a slot becomes a number of JavaScript',
    'a slot becomes several terms',
    'nothing is added',
  ])
  const writable = Object.entries(wrong).filter(([name]) => !unwritable.has(name))
  it.each(writable)('%s, and it is read from JSON: the same is said of it', (name, [program, , message]) => {
    const of = found(decodeProgram(JSON.parse(JSON.stringify(encodeProgram(program())))))
    // A term in the place of a number is written as one.
    if (name !== 'a loop runs as often as a term says') expect(said(of)).toBe(message)
    expect(of.path?.join()).toMatch(/^(state|handlers)\./)
  })

  it('control: in a loss listed examples may be used, and those of a memory may be joined', () => {
    const used = doing(({ theta, memory, batch }) => {
      const seen = overListed(memory, (old) => loss(old)(theta))
      const joined = mapTasks(memory as never, (old: Batch) => loss(join(old, batch))(theta))
      return scaled(theta, add(seen as Scalar, totalOverTasks(joined as never) as Scalar))
    })
    expect(E.isRight(judgeProgram(used))).toBe(true)
  })
  it.each([...Object.entries(methods), ...eachOperation])('control: %s is taken', (_, method) => {
    expect(E.isRight(judgeProgram(method.program(defaults(method.options))))).toBe(true)
  })
})
