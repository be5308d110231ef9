import { describe, expect, it } from 'vitest'
import {
  adamStep,
  type Batch,
  box,
  type CombinatorSyntax,
  clipByNorm,
  conjugateGradient,
  dot,
  elasticNet,
  exactNaturalGradientStep,
  fisher,
  fisherProduct,
  freeParams,
  freeScalar,
  fresh,
  gradientStep,
  groupLasso,
  halfSpaceProjection,
  importanceEMA,
  interpolate,
  jump,
  type List,
  l1,
  l2Ball,
  lookAhead,
  metaUpdate,
  momentumStep,
  naturalGradientStep,
  nonNegative,
  ofTask,
  only,
  outputSensitivity,
  type Params,
  pathIntegral,
  perTask,
  proximalStep,
  quadratic,
  reconstructionError,
  regularize,
  type Scalar,
  type Structure,
  type Syntax,
  schedule,
  sensitivity,
  signAgreement,
  taylorImportance,
} from '../../../src/dsl/index.ts'
import { batchKind, built } from '../../../src/dsl/term.ts'

const vector = (name: string): Params => freeParams(name)
const number = (name: string): Scalar => freeScalar(name)
const data: Batch = built(fresh('data', batchKind))
const on: Batch = built(fresh('on', batchKind))
const [at, gradient, m, v, reference] = ['at', 'gradient', 'm', 'v', 'reference'].map(vector) as [
  Params,
  Params,
  Params,
  Params,
  Params,
]
const [rate, strength, count] = ['rate', 'strength', 'count'].map(number) as [Scalar, Scalar, Scalar]
const mark = vector('mark')
const other = vector('other')
const loss = (p: Params): Scalar => dot(p, mark)
const apply = (p: Params): Params => only('layer1')(p)
const list: List<Params> = perTask(at)
const near = l1<'learner'>({ strength })

/** What a combinator was given, by the names of its arguments, and what it made of that. */
type Case = readonly [given: Readonly<Record<string, Syntax | number | ((p: Params) => Syntax)>>, made: Structure]

const cases: Readonly<Record<string, Case>> = {
  adamStep: (() => {
    const given = { first: number('β₁'), second: number('β₂'), epsilon: number('ε'), epsilonRoot: number('ε₀') }
    const state = { theta: at, m, v, count }
    return [{ loss, rate, ...given, ...state }, adamStep({ loss, rate, ...given })(state)]
  })(),
  clipByNorm: [{ bound: rate, value: at }, clipByNorm(rate)(at)],
  conjugateGradient: [{ apply, times: 3, to: at }, conjugateGradient({ apply, times: 3 })(at)],
  exactNaturalGradientStep: [
    { loss, data, rate, damping: strength, times: 2, at },
    exactNaturalGradientStep({ loss, data, rate, damping: strength, times: 2 })(at),
  ],
  fisher: [{ data, at }, fisher('true')(data, at)],
  empiricalFisher: [{ data, at }, fisher('empirical')(data, at)],
  fisherProduct: [{ data, at, vector: m }, fisherProduct(data, at)(m)],
  gradientStep: [{ loss, rate, at, direction: gradient }, gradientStep({ loss, rate, transform: () => gradient })(at)],
  halfSpaceProjection: [{ reference, gradient }, halfSpaceProjection(reference)(gradient)],
  importanceEMA: [{ decay: rate, average: m, importance: v }, importanceEMA({ decay: rate })(m, v)],
  interpolate: [{ fraction: rate, reached: m, at }, interpolate(rate)(() => m)(at)],
  lookAhead: [{ samples: data, size: 2, on, rate, at }, lookAhead({ samples: data, size: 2, on, rate })(at)],
  metaUpdate: [{ direction: gradient, rate, at }, metaUpdate({ direction: gradient, rate })(at)],
  momentumStep: [
    { loss, rate, decay: strength, theta: at, m },
    momentumStep({ loss, rate, decay: strength })({ theta: at, m }),
  ],
  naturalGradientStep: [
    { loss, information: v, rate, damping: strength, at },
    naturalGradientStep({ loss, information: v, rate, damping: strength })(at),
  ],
  ofTask: [{ list, task: count, otherwise: m }, ofTask(list, count, m)],
  outputSensitivity: [{ data, at }, outputSensitivity(data, at)],
  pathIntegral: [{ gradient, from: m, to: v, path: at }, pathIntegral({ gradient, from: m, to: v })(at)],
  proximalStep: [{ loss, penalty: near.value, rate, at }, proximalStep({ loss, penalty: near, rate })(at)],
  reconstructionError: [
    { at, said: m, phi: v, grid: 4 },
    reconstructionError({ network: 'learner', at, said: m, grid: 4 })(v),
  ],
  regularize: [{ loss, penalty: near.value, at }, regularize(loss, near)(at)],
  sensitivity: [{ data, at, size: 3 }, sensitivity(data, at, 3)],
  signAgreement: [{ gradient, reference }, signAgreement(reference)(gradient)],
  taylorImportance: [{ gradient, at }, taylorImportance(gradient, at)],
  quadratic: [{ strength, weight: v, centre: m, at }, quadratic({ strength, weight: v, centre: m }).value(at)],
  l1: [{ strength, at }, l1({ strength }).value(at)],
  elasticNet: [{ strength, curvature: rate, at }, elasticNet({ strength, curvature: rate }).value(at)],
  box: [{ lower: rate, upper: strength, at }, box({ lower: rate, upper: strength }).value(at)],
  l2Ball: [{ radius: rate, at }, l2Ball({ radius: rate }).value(at)],
  l2BallAbout: [{ radius: rate, centre: m, at }, l2Ball({ radius: rate, centre: m }).value(at)],
  nonNegative: [{ at }, nonNegative().value(at)],
}

const nodeOf = (made: Structure): CombinatorSyntax => {
  const leaf = (typeof made._tag === 'string' ? made : Object.values(made)[0]) as Syntax
  const node = leaf._tag === 'Component' ? leaf.of : leaf
  if (node._tag !== 'Combinator') throw new Error(`a ${node._tag} is no combinator`)
  return node
}

/** The same term but for the numbers of variables that it binds. */
const alike = (a: unknown, b: unknown, bound: ReadonlyMap<unknown, unknown>): boolean =>
  a === b || bound.get(a) === b
    ? true
    : Array.isArray(a) && Array.isArray(b)
      ? a.length === b.length && a.every((x, i) => alike(x, b[i], bound))
      : typeof a === 'object' && typeof b === 'object' && a !== null && b !== null
        ? alike(Object.entries(a).flat(), Object.entries(b).flat(), bound)
        : false

describe('the parts of a combinator', () => {
  for (const [name, [given, made]] of Object.entries(cases)) {
    it(`law: those of ${name} are what it was given, by the names of its arguments`, () => {
      const node = nodeOf(made)
      expect(node.name).toBe(name)
      expect(Object.keys(node.parts).sort()).toEqual(Object.keys(given).sort())
      for (const [part, value] of Object.entries(given)) {
        const got = node.parts[part]!
        if (typeof value !== 'function') expect(got).toBe(value)
        else {
          if (typeof got === 'number' || got._tag !== 'Lambda') throw new Error(`${part} is no function`)
          const [variable] = got.bound
          expect(alike(got.body, value(built(variable!)), new Map())).toBe(true)
          // Control: of another vector it is another value.
          expect(alike(got.body, value(other), new Map())).toBe(false)
        }
      }
    })
  }
  for (const shape of ['constant', 'linear', 'cosine'] as const)
    it(`law: those of a ${shape} schedule are its ends, its length and the time`, () => {
      const over = number('over')
      const { name, parts } = nodeOf(schedule({ shape, from: rate, to: strength, over })(count))
      expect(name).toBe(`${shape}Schedule`)
      expect(parts).toEqual({ from: rate, to: strength, over, batches: count })
    })
  it('law: those of an excess are what was lately, what is usual, and how many were seen', () => {
    const watch = { seen: count, recent: rate, usual: strength }
    const { jumped } = jump({ threshold: 2, recent: 0.5, usual: 0.75, settle: 3 })(number('value'), watch)
    const compared = jumped as Syntax
    const { parts } = nodeOf(compared._tag === 'Compare' ? compared.right : compared)
    expect(parts.usual).toBe(strength)
    expect(Object.keys(parts).sort()).toEqual(['recent', 'seen', 'usual'])
    expect(parts.recent).not.toBe(rate)
    expect(parts.seen).toMatchObject({ operator: 'add', left: count })
  })
  it('law: those of a group lasso are its strength, where it is taken, and its groups there', () => {
    const { parts } = nodeOf(groupLasso({ strength, groups: ['output', 'output', 'layer1'] }).value(at))
    expect(parts).toEqual({ strength, at, within: only('output', 'layer1')(at) })
  })
  it('law: a number is a part as a literal', () => {
    const numbers = [
      gradientStep({ loss, rate: 0.25 })(at),
      metaUpdate({ direction: m, rate: 0.25 })(at),
      proximalStep({ loss, penalty: near, rate: 0.25 })(at),
      lookAhead({ samples: data, on, rate: 0.25 })(at),
      momentumStep({ loss, rate: 0.25 })({ theta: at, m }),
      naturalGradientStep({ loss, information: v, rate: 0.25, damping: 1 })(at),
      adamStep({ loss, rate: 0.25 })({ theta: at, m, v, count }),
    ]
    for (const made of numbers) expect(nodeOf(made).parts.rate).toEqual({ _tag: 'Literal', value: 0.25 })
  })
  it('law: so it is in a penalty, and where it is taken', () => {
    const two = { _tag: 'Literal', value: 2 }
    const given = [
      [box<'learner'>({ lower: 2, upper: 2 }), { lower: two, upper: two }],
      [l1<'learner'>({ strength: 2 }), { strength: two }],
      [elasticNet<'learner'>({ strength: 2, curvature: 2 }), { strength: two, curvature: two }],
      [quadratic({ strength: 2, weight: 2, centre: m }), { strength: two, weight: two, centre: m }],
      [l2Ball<'learner'>({ radius: 2 }), { radius: two }],
      [groupLasso<'learner'>({ strength: 2, groups: ['output'] }), { strength: two }],
    ] as const
    for (const [penalty, parts] of given) {
      expect(penalty.parts).toEqual(parts)
      expect(nodeOf(penalty.value(at)).parts).toMatchObject({ ...parts, at })
    }
  })
  it('law: what is left out is what the equations say', () => {
    const { first, second, epsilon, epsilonRoot } = nodeOf(adamStep({ loss, rate })({ theta: at, m, v, count })).parts
    expect([first, second, epsilon, epsilonRoot]).toMatchObject([0.9, 0.999, 1e-8, 0].map((value) => ({ value })))
    expect(nodeOf(momentumStep({ loss, rate })({ theta: at, m })).parts.decay).toMatchObject({ value: 0.9 })
    expect(nodeOf(lookAhead({ samples: data, on, rate })(at)).parts.size).toBe(1)
    expect(nodeOf(sensitivity(data, at)).parts.size).toBe(1)
    expect(nodeOf(schedule({ shape: 'linear', from: 1, over: 2 })(count)).parts.to).toMatchObject({ value: 0 })
    expect(nodeOf(reconstructionError({ network: 'learner', at, said: m })(v)).parts.grid).toBe(0)
  })
  for (const [name, penalty, parts] of [
    ['quadratic', quadratic({ strength, weight: v, centre: m }), { strength, weight: v, centre: m }],
    ['l1', l1({ strength }), { strength }],
    ['elasticNet', elasticNet({ strength, curvature: rate }), { strength, curvature: rate }],
    ['box', box({ lower: rate, upper: strength }), { lower: rate, upper: strength }],
    ['l2Ball', l2Ball({ radius: rate, centre: m }), { radius: rate, centre: m }],
    ['groupLasso', groupLasso({ strength, groups: ['output'] }), { strength }],
    ['nonNegative', nonNegative(), {}],
  ] as const)
    it(`law: the penalty ${name} has its name and what it was given`, () => {
      expect(penalty.name).toBe(name)
      expect(penalty.parts).toEqual(parts)
    })
})
