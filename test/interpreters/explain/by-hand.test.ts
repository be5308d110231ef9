import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  abs,
  add,
  type Count,
  count,
  defaults,
  defineMethod,
  divide,
  grad,
  importanceEMA,
  innerLoop,
  interpolate,
  less,
  type Method,
  maximum,
  metaUpdate,
  multiply,
  negate,
  type Params,
  positive,
  select,
  slot,
  subtract,
  sum,
  tanh,
  taylorImportance,
  when,
} from '../../../src/dsl/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { explain, describe as explained, type Line } from '../../../src/interpreters/explain/index.ts'
import { evaluateTerms } from '../../../src/interpreters/runtime/index.ts'
import { vectorLayout } from '../../../src/networks/index.ts'
import { carryOut } from './by-hand.ts'

interface Move {
  readonly op: number
  readonly a: number
  readonly b: number
  readonly n: number
  readonly inner: readonly Move[]
}

type Three = { readonly theta: Params; readonly importance: Params; readonly rate: Params }

const pick = <A>(from: readonly A[], i: number): A => from[i % from.length]!

/** What can happen to the vectors so far, the newest first. */
const operations: readonly ((p: readonly Params[], m: Move, k: number | Count) => readonly Params[])[] = [
  (p, m) => [add(pick(p, m.a), pick(p, m.b))],
  (p, m) => [subtract(pick(p, m.a), multiply(0.5, pick(p, m.b)))],
  (p, m) => [multiply(pick(p, m.a), pick(p, m.b))],
  (p, m) => [divide(pick(p, m.a), add(1, abs(pick(p, m.b))))],
  (p, m) => [negate(multiply(2, subtract(pick(p, m.a), pick(p, m.b))))],
  (p, m) => [tanh(pick(p, m.a))],
  (p, m) => [select(less(pick(p, m.a), 0), pick(p, m.b), maximum(pick(p, m.a), 0.25))],
  (p, m) => [importanceEMA({ decay: 0.75 })(pick(p, m.a), taylorImportance(pick(p, m.b), pick(p, m.a)))],
  (p, m) => [metaUpdate({ direction: pick(p, m.b), rate: 0.5 })(pick(p, m.a))],
  (p, m) => [interpolate<'learner'>(0.25)((at) => tanh(add(at, pick(p, m.b))))(pick(p, m.a))],
  (p, m) => [when(less(sum(pick(p, m.a)), 0.125), tanh(pick(p, m.a)), add(pick(p, m.b), 1))],
  (p, m) => [grad((at: Params) => sum(multiply(tanh(multiply(at, pick(p, m.b))), 0.5)))(pick(p, m.a))],
  (p, m, k) => [innerLoop<Params>(m.n === 2 ? k : m.n, (at) => after([at, ...p], m.inner, k)[0]!)(pick(p, m.a))],
  (p, m, k) => {
    const three = innerLoop<Three>(m.n + 1, (s, i) => {
      const [x, y, z] = after([s.theta, s.importance, s.rate, ...p], m.inner, k) as readonly [Params, Params, Params]
      return { theta: pick([x, s.importance, y], m.a), importance: pick([s.theta, x], m.b), rate: tanh(add(z, i)) }
    })({ theta: pick(p, m.a), importance: pick(p, m.b), rate: pick(p, m.a + 1) })
    return [three.theta, three.importance, three.rate]
  },
  (p, m, k) => [grad((at: Params) => sum(after([at, ...p], smooth(m.inner), k)[0]!))(pick(p, m.a))],
]

/** Moves that a difference can follow: no derivatives, and nothing with a kink. */
const smooth = (all: readonly Move[]): readonly Move[] =>
  all
    .filter(({ op }) => [0, 1, 2, 4, 5, 8, 9, 12].includes(op % operations.length))
    .map((m) => ({ ...m, inner: smooth(m.inner) }))

/** All vectors after some moves; each new one is kept small. */
const after = (start: readonly Params[], moves: readonly Move[], k: number | Count): readonly Params[] => {
  let have = start
  for (const m of moves) have = [...pick(operations, m.op)(have, m, k).map((p) => tanh(p)), ...have]
  return have
}

const { moves } = fc.letrec<{ moves: readonly Move[]; move: Move }>((tie) => ({
  moves: fc.array(tie('move'), { minLength: 1, maxLength: 5, depthIdentifier: 'moves' }),
  move: fc.record({
    op: fc.nat(operations.length - 1),
    a: fc.nat(5),
    b: fc.nat(5),
    n: fc.nat(2),
    inner: fc.oneof({ depthIdentifier: 'moves', maxDepth: 2 }, fc.constant([]), tie('moves')),
  }),
}))

/** Which of the vectors the slots become; 0 leaves a slot as it is. */
const outcomes = fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7))

const methodOf = (all: readonly Move[], [t, h, a]: readonly [number, number, number]): Method =>
  defineMethod({
    name: 'random',
    source: '',
    options: { gamma: positive(0.5, { symbol: 'γ' }), steps: count(3, { symbol: 'k' }) },
    state: (_o, theta0) => ({ importance: slot('h', theta0), rate: slot('α', theta0) }),
    onBatch:
      (o) =>
      ({ theta, importance, rate }) => {
        const have = after([theta, importance, rate, multiply(o.gamma, theta)], all, o.steps)
        const become = (i: number, old: Params): Params => (i === 0 ? old : pick(have, i))
        return { theta: become(t, theta), importance: become(h, importance), rate: become(a, rate) }
      },
  })

const starts = { theta: 0.75, importance: -0.5, rate: 0.3125 }

const computed = async (method: Method): Promise<readonly number[]> => {
  const program = method.program(defaults(method.options))
  const { slots, updates } = program.handlers.onBatch!
  const names = ['theta', 'importance', 'rate'] as const
  const result = await evaluateTerms(
    referenceDevice(),
    { learner: vectorLayout(1) },
    program.options,
  )(
    names.map((name) => ({ variable: slots[name]!, tensors: [[starts[name]]] })),
    names.map((name) => updates[name]!),
  )()
  if (E.isLeft(result)) throw new Error(result.left.rule)
  return result.right.map((tensors) => tensors[0]![0]!)
}

const linesOf = (method: Method, expand: boolean): readonly Line[] => {
  const { sections } = explained(method, defaults(method.options), { expand })
  const batch = sections.find(({ title }) => title[0] === 'On each batch ')
  return batch!.blocks.flatMap((b) => (b._tag === 'Algorithm' ? b.lines : []))
}

const byHand = (method: Method, lines: readonly Line[]): readonly number[] => {
  const state = explained(method, defaults(method.options), { expand: false }).sections.find(
    ({ title }) => title[0] === 'State',
  )!
  const anchored = JSON.stringify(state).includes('θ₀')
  const theta = anchored ? 'θ₀' : 'θ'
  const values = new Map([
    [theta, starts.theta],
    ['h', starts.importance],
    ['α', starts.rate],
    ['γ', 0.5],
    ['k', 3],
  ])
  carryOut({ values, functions: new Map() }, lines)
  return [theta, 'h', 'α'].map((name) => values.get(name)!)
}

const apart = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))

describe('an explanation, carried out line by line', () => {
  it('gives what the program gives: no name is read after it was given to something else', async () => {
    await fc.assert(
      fc.asyncProperty(moves, outcomes, fc.boolean(), async (all, become, expand) => {
        const method = methodOf(all, become)
        const text = explain(method, defaults(method.options), { expand })
        expect(apart(byHand(method, linesOf(method, expand)), await computed(method)), text).toBeLessThan(1e-5)
      }),
      { numRuns: 300 },
    )
  })

  it('control: with two lines in the other order it does not', async () => {
    let noticed = 0
    await fc.assert(
      fc.asyncProperty(
        moves,
        fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.nat(7)),
        async (all, become) => {
          const method = methodOf(all, become)
          const lines = linesOf(method, false)
          const assigning = lines.flatMap(({ opens }, i) =>
            opens === undefined && lines[i + 1]?.opens === undefined ? [i] : [],
          )
          const at = assigning.find((i) => lines[i + 1] !== undefined)
          if (at === undefined) return
          const swapped = lines.map((line, i) => (i === at ? lines[at + 1]! : i === at + 1 ? lines[at]! : line))
          try {
            if (apart(byHand(method, swapped), await computed(method)) > 1e-5) noticed += 1
          } catch {
            noticed += 1
          }
        },
      ),
      { numRuns: 100 },
    )
    expect(noticed).toBeGreaterThan(10)
  })
})
