import { describe, expect, it } from 'vitest'
import {
  all,
  append,
  apply,
  atStep,
  type Batch,
  chunk,
  classBalanced,
  coneProjection,
  coordinateWise,
  draw,
  everyLabel,
  expectation,
  firstOrder,
  freeParams,
  freeScalar,
  fresh,
  gaussian,
  grad,
  identity,
  innerLoop,
  join,
  kroneckerFactors,
  kroneckerIdentity,
  kroneckerProduct,
  type List,
  labelledOutput,
  less,
  loss,
  mapTasks,
  mean,
  meanOverTasks,
  meanPerTensor,
  onTensors,
  overSamples,
  type Params,
  perOutput,
  perStep,
  perTask,
  perTensor,
  pick,
  placeIn,
  push,
  reinitialise,
  replaceAt,
  reservoir,
  ring,
  rowsOf,
  type Scalar,
  type Syntax,
  sampleCoordinates,
  sampleLabels,
  scored,
  shuffle,
  slidingWindow,
  softLabels,
  squaredOutputNorm,
  subtract,
  sum,
  sumPerTensor,
  take,
  targets,
  total,
  totalOverTasks,
  trajectory,
  uniform,
  when,
  withField,
  zeroMatrix,
} from '../../src/dsl/index.ts'
import { batchKind, built } from '../../src/dsl/term.ts'

const [a, b] = [freeParams('a'), freeParams('b')]
const phi = freeParams('φ', 'h')
const s = freeScalar('s')
const batch: Batch = built(fresh('B', batchKind))
const other: Batch = built(fresh('B′', batchKind))
const memory = reservoir(3)
const variable = (name: string, kind: object) => expect.objectContaining({ _tag: 'Variable', name, kind })
const scalar = { _tag: 'Scalar' }
const learner = { _tag: 'Params', network: 'learner' }
const somewhere = { iterations: [], place: expect.any(Number) }
const list: List<Params> = perTask<Params>(a)
const slots = perTask({ v: a, k: s })
const of = (made: unknown): Syntax => (made as Extract<Syntax, { readonly _tag: 'Component' }>).of
const component = (made: unknown): number => (made as Extract<Syntax, { readonly _tag: 'Component' }>).index

/** What each constructor builds; one table, long because every constructor has its row. */
const nodes: Readonly<Record<string, readonly [unknown, object]>> = {
  join: [join(batch, other), { _tag: 'Join', first: batch, second: other }],
  take: [take(batch, 3), { _tag: 'Take', batch, from: 0, size: 3 }],
  'take from': [take(batch, 3, 5), { _tag: 'Take', batch, from: 5, size: 3 }],
  shuffle: [shuffle(batch), { _tag: 'Shuffle', batch, ...somewhere }],
  placeIn: [placeIn(batch, 2), { _tag: 'Place', shuffle: batch, example: 2 }],
  sampleLabels: [sampleLabels(batch, a), { _tag: 'Relabel', batch, parameters: a, mode: 'learning', ...somewhere }],
  'sampleLabels by a network that predicts': [
    sampleLabels(batch, a, 'predicting'),
    { _tag: 'Relabel', batch, parameters: a, mode: 'predicting', ...somewhere },
  ],
  'softLabels by a network that predicts': [
    softLabels(batch, a, 'predicting'),
    { _tag: 'SoftLabels', batch, parameters: a, mode: 'predicting' },
  ],
  loss: [loss(batch)(a), { _tag: 'Measure', measure: 'loss', parameters: a, batch, mode: 'learning' }],
  squaredOutputNorm: [
    squaredOutputNorm(batch, 'predicting')(a),
    { _tag: 'Measure', measure: 'squaredOutputNorm', parameters: a, batch, mode: 'predicting' },
  ],
  labelledOutput: [
    labelledOutput(batch)(a),
    { _tag: 'Measure', measure: 'labelledOutput', parameters: a, batch, mode: 'learning' },
  ],
  everyLabel: [everyLabel(batch), { _tag: 'EveryLabel', batch }],
  softLabels: [softLabels(batch, a), { _tag: 'SoftLabels', batch, parameters: a, mode: 'learning' }],
  reservoir: [memory, { _tag: 'Reservoir', capacity: 3, inclusive: false }],
  'an inclusive reservoir': [
    reservoir(3, {}, { inclusive: true }),
    { _tag: 'Reservoir', capacity: 3, inclusive: true },
  ],
  'a sliding window': [slidingWindow(3), { _tag: 'Reservoir', capacity: 3, inclusive: false, latest: true }],
  ring: [ring(4), { _tag: 'Ring', capacity: 4 }],
  push: [push(memory, batch), { _tag: 'Push', memory, batch, ...somewhere }],
  'a class-balanced memory': [classBalanced(3), { _tag: 'Reservoir', capacity: 3, inclusive: false, balanced: true }],
  'a memory with fields': [
    reservoir(3, { logits: rowsOf('outputs') }),
    { _tag: 'Reservoir', capacity: 3, inclusive: false, fields: { logits: 'outputs' } },
  ],
  'a scored memory': [
    scored(3, { perClass: 2 }),
    { _tag: 'Reservoir', capacity: 3, perClass: 2, inclusive: false, scored: true, fields: { score: 1 } },
  ],
  replaceAt: [
    replaceAt(memory, 1, less(0, 1), batch),
    { _tag: 'ReplaceAt', memory, at: { _tag: 'Literal', value: 1 }, accept: less(0, 1), entry: batch },
  ],
  withField: [
    withField(batch, 'logits', targets(batch)),
    { _tag: 'WithField', batch, name: 'logits', rows: { _tag: 'FieldOf', batch, field: 'targets' } },
  ],
  all: [all(memory), { _tag: 'All', memory }],
  draw: [draw(memory, 2, (x) => x), { _tag: 'Draw', memory, count: 2, replacement: true, ...somewhere }],
  'draw without replacement': [
    draw(memory, 2, (x) => x, { replacement: false }),
    { _tag: 'Draw', memory, count: 2, replacement: false, ...somewhere },
  ],
  perOutput: [
    perOutput(zeroMatrix(1, 'outputs'), 'output')(a),
    { _tag: 'PerOutput', of: { _tag: 'Matrix', rows: '1', columns: 'outputs' }, like: a, groups: ['output'] },
  ],
  perTensor: [
    perTensor(a, 2),
    { _tag: 'Like', of: { _tag: 'PerTensor', operator: 'sum', of: a }, value: { _tag: 'Literal', value: 2 } },
  ],
  sumPerTensor: [sumPerTensor(a), { _tag: 'PerTensor', operator: 'sum', of: a }],
  meanPerTensor: [meanPerTensor(a), { _tag: 'PerTensor', operator: 'mean', of: a }],
  onTensors: [
    onTensors(sumPerTensor(a))(a),
    { _tag: 'OnTensors', of: { _tag: 'PerTensor', operator: 'sum', of: a }, like: a },
  ],
  perStep: [perStep(3, a), { _tag: 'Copies', of: a, count: 3 }],
  atStep: [
    atStep(perStep(3, a), 1),
    { _tag: 'CopyAt', of: { _tag: 'Copies', of: a, count: 3 }, index: { _tag: 'Literal', value: 1 } },
  ],
  kroneckerFactors: [
    kroneckerFactors(batch, a),
    { _tag: 'KroneckerFactors', parameters: a, batch, mode: 'predicting' },
  ],
  kroneckerIdentity: [kroneckerIdentity(a), { _tag: 'KroneckerIdentity', of: a }],
  kroneckerProduct: [
    kroneckerProduct(kroneckerIdentity(a))(a),
    { _tag: 'KroneckerProduct', factors: { _tag: 'KroneckerIdentity', of: a }, of: a },
  ],
  reinitialise: [reinitialise('output')(a), { _tag: 'Reinitialise', of: a, groups: ['output'], ...somewhere }],
  sampleCoordinates: [sampleCoordinates(5), { _tag: 'Coordinates', network: 'learner', count: 5, ...somewhere }],
  'sampleCoordinates of a network': [
    sampleCoordinates(5, 'h'),
    { _tag: 'Coordinates', network: 'h', count: 5, ...somewhere },
  ],
  gaussian: [gaussian(a), { _tag: 'Noise', distribution: 'gaussian', like: a, ...somewhere }],
  uniform: [uniform(phi), { _tag: 'Noise', distribution: 'uniform', like: phi, ...somewhere }],
  apply: [apply('h', phi)(a), { _tag: 'Apply', network: 'h', parameters: phi, to: a, grid: 0 }],
  'apply on a grid': [
    apply('h', phi, { grid: 8 })(a),
    { _tag: 'Apply', network: 'h', parameters: phi, to: a, grid: 8 },
  ],
  firstOrder: [firstOrder(a), { _tag: 'FirstOrder', of: a }],
  perTask: [list, { _tag: 'EmptyList', names: [], elements: [a] }],
  'perTask of slots': [slots, { _tag: 'EmptyList', names: ['v', 'k'], elements: [a, s] }],
  append: [append(list, b), { _tag: 'Append', list, values: [b] }],
  'append of slots': [append(slots, { v: b, k: s }), { _tag: 'Append', list: slots, values: [b, s] }],
  totalOverTasks: [totalOverTasks(list), { _tag: 'Total', operator: 'sum', list }],
  meanOverTasks: [meanOverTasks(list), { _tag: 'Total', operator: 'mean', list }],
  coneProjection: [
    coneProjection()(list)(a),
    {
      _tag: 'ConeProjection',
      constraints: list,
      gradient: a,
      margin: { _tag: 'Literal', value: 0 },
      ridge: { _tag: 'Literal', value: 0 },
    },
  ],
  'coneProjection with a margin and a ridge': [
    coneProjection({ margin: s, ridge: 2 })(list)(a),
    { _tag: 'ConeProjection', constraints: list, gradient: a, margin: s, ridge: { _tag: 'Literal', value: 2 } },
  ],
  'a free vector': [freeParams('c'), { _tag: 'Variable', id: expect.any(Number), name: 'c', kind: learner }],
  'a free vector of a network': [
    phi,
    { _tag: 'Variable', id: expect.any(Number), name: 'φ', kind: { _tag: 'Params', network: 'h' } },
  ],
  'a free number': [s, { _tag: 'Variable', id: expect.any(Number), name: 's', kind: scalar }],
  'a coordinate-wise network': [
    coordinateWise({ hidden: [4] }),
    { hidden: [4], activation: 'relu', initialisation: 'fanInUniform' },
  ],
  'a coordinate-wise network of its own': [
    coordinateWise({ hidden: [], activation: 'tanh', initialisation: 'xavierUniform' }),
    { hidden: [], activation: 'tanh', initialisation: 'xavierUniform' },
  ],
}

describe('constructors', () => {
  for (const [what, [made, due]] of Object.entries(nodes))
    it(`${what} builds its node`, () => expect(made).toEqual(due))

  it('law: batches cut from one follow each other', () =>
    expect(chunk(batch, 4, 3)).toEqual([0, 4, 8].map((from) => ({ _tag: 'Take', batch, from, size: 4 }))))
  it('pick is of its vector at its coordinates', () => {
    const drawn = sampleCoordinates(5)
    expect(pick(drawn)(a)).toEqual({ _tag: 'Pick', of: a, coordinates: drawn })
  })
  it('law: a gradient binds a variable for each slot, by its name and of its kind', () => {
    const one = of(grad((p: Params) => sum(p))(a))
    expect(one).toEqual({
      _tag: 'Gradient',
      bound: [variable('θ', learner)],
      body: expect.objectContaining({ _tag: 'Reduce' }),
      at: [a],
    })
    const both = grad(({ v, k }: { readonly v: Params; readonly k: Scalar }) => subtract(sum(v), k))({ v: a, k: s })
    expect(of(both.v)).toMatchObject({ bound: [variable('v', learner), variable('k', scalar)], at: [a, s] })
    expect([component(both.v), component(both.k)]).toEqual([0, 1])
    const { bound, body } = of(both.v) as Extract<Syntax, { readonly _tag: 'Gradient' }>
    expect(body).toMatchObject({ left: { of: bound[0] }, right: bound[1] })
  })
  it('law: a value taken as a constant keeps its structure', () =>
    expect(firstOrder({ v: a, k: s })).toEqual({ v: { _tag: 'FirstOrder', of: a }, k: { _tag: 'FirstOrder', of: s } }))
  it('law: a loop binds its counter and a variable for each slot; a slot left out is handed on', () => {
    const stepped = innerLoop(
      4,
      ({ v }: { readonly v: Params; readonly k: Scalar }, i) => ({ v: subtract(v, i) }) as never,
    )({ v: a, k: s })
    const node = of((stepped as { readonly v: Params }).v) as Extract<Syntax, { readonly _tag: 'Loop' }>
    expect(node).toMatchObject({
      times: 4,
      index: variable('i', scalar),
      bound: [variable('v', learner), variable('k', scalar)],
      initial: [a, s],
    })
    expect(node.next).toEqual([subtract(node.bound[0] as never, node.index as never), node.bound[1]])
    const single = of(innerLoop(2, (at: Params) => at)(a)) as Extract<Syntax, { readonly _tag: 'Loop' }>
    expect(single).toMatchObject({ bound: [variable('θ', learner)], initial: [a], next: single.bound })
    expect(identity(a)).toBe(a)
  })
  it('law: a loop over samples binds one, by parts of as many as it is told', () => {
    const walked = of(overSamples(batch, (at: Params, x) => subtract(at, placeIn(x, 0)), 3)(a)) as Extract<
      Syntax,
      { readonly _tag: 'Loop' }
    >
    expect(walked).toMatchObject({
      times: { samplesOf: batch, size: 3 },
      sample: variable('x', { _tag: 'Batch' }),
      index: variable('i', scalar),
      bound: [variable('θ', learner)],
    })
    expect(walked.next).toEqual([subtract(walked.bound[0] as never, placeIn(walked.sample as never, 0))])
    const plain = of(overSamples(batch, (at: Params) => at)(a))
    expect(plain).toMatchObject({ times: { samplesOf: batch, size: 1 } })
  })
  it('law: what is along a loop is of that loop, at a variable of its own', () => {
    const last = innerLoop(2, (at: Params) => at)(a)
    for (const [f, operator] of [
      [mean, 'mean'],
      [total, 'sum'],
    ] as const) {
      const along = f({ last }, (at: Params) => sum(at)) as Extract<Syntax, { readonly _tag: 'Along' }>
      expect(along).toMatchObject({ _tag: 'Along', operator, loop: of(last), bound: [variable('θ', learner)] })
      expect(along.body).toEqual(sum(along.bound[0] as never))
    }
    expect(of(trajectory(3, (at: Params) => at)(a).last)).toMatchObject({ _tag: 'Loop', times: 3 })
    expect(trajectory((at: Params) => subtract(at, b))(a).last).toEqual(subtract(a, b))
  })
  it('law: an expectation binds a sample and a counter, by parts of as many as it is told', () => {
    const made = expectation(batch, (x) => ({ v: a, k: placeIn(x, 0) }), 4)
    const node = of(made.v) as Extract<Syntax, { readonly _tag: 'Expectation' }>
    expect(node).toMatchObject({
      batch,
      size: 4,
      sample: variable('x', { _tag: 'Batch' }),
      index: variable('n', scalar),
    })
    expect(node.body).toEqual([a, placeIn(node.sample as never, 0)])
    expect([component(made.v), component(made.k)]).toEqual([0, 1])
    expect(of(expectation(batch, () => a))).toMatchObject({ size: 1 })
  })
  it('law: one result a task binds what an element is made of, and the number of the task', () => {
    const mapped = mapTasks(slots, ({ v, k }, task) => ({ sum: subtract(v, k), task })) as Syntax
    const node = mapped as Extract<Syntax, { readonly _tag: 'MapTasks' }>
    expect(node).toMatchObject({
      over: slots,
      bound: [variable('v', learner), variable('k', scalar)],
      index: variable('t', scalar),
      names: ['sum', 'task'],
    })
    expect(node.body).toEqual([subtract(node.bound[0] as never, node.bound[1] as never), node.index])
    const plain = mapTasks(list, (v: Params) => v) as Syntax as typeof node
    expect(plain).toMatchObject({ bound: [variable('e', learner)], names: [], body: plain.bound })
    const memories = mapTasks(ring(3), (own) => own) as Syntax as typeof node
    expect(memories).toMatchObject({ over: ring(3), bound: [variable('m', { _tag: 'Batch' })], body: memories.bound })
  })
  it('law: of two structures by a condition each slot is decided; one left out is of neither', () => {
    const condition = less(s, 0)
    const decided = when(condition, { v: a, k: s }, { k: 1 as never, v: b } as never)
    expect(of(decided.v)).toEqual({ _tag: 'When', condition, then: [a, s], otherwise: [b, 1] })
    expect([component(decided.v), component(decided.k)]).toEqual([0, 1])
    expect(of(when(condition, { v: a, k: s }, { v: b } as never).v)).toMatchObject({ otherwise: [b] })
    expect(of(when(condition, a, b))).toEqual({ _tag: 'When', condition, then: [a], otherwise: [b] })
  })
  it('law: what is random in a loop names the counters around it, inside out as they are, and nothing outside', () => {
    const seen: (readonly unknown[])[] = []
    const noted = (x: Batch): void => {
      seen.push((x as Syntax as Extract<Syntax, { readonly _tag: 'Shuffle' }>).iterations)
    }
    const counters: unknown[] = []
    innerLoop(2, (at: Params, i) => {
      counters.push(i)
      noted(shuffle(batch))
      return innerLoop(2, (inner: Params, j) => {
        counters.push(j)
        noted(shuffle(batch))
        return inner
      })(at)
    })(a)
    noted(shuffle(batch))
    expect(seen).toEqual([[counters[0]], [counters[0], counters[1]], []])
    expect(() =>
      innerLoop(1, (): Params => {
        throw new Error('inside')
      })(a),
    ).toThrow('inside')
    noted(shuffle(batch))
    expect(seen.at(-1)).toEqual([])
    expectation(batch, () => {
      noted(shuffle(batch))
      return a
    })
    mapTasks(list, (v: Params) => {
      noted(shuffle(batch))
      return v
    })
    overSamples(batch, (at: Params) => {
      noted(shuffle(batch))
      return at
    })(a)
    expect(seen.slice(-3).map((iterations) => iterations.length)).toEqual([1, 1, 1])
    const last = innerLoop(2, (at: Params) => at)(a)
    mean({ last }, () => {
      noted(shuffle(batch))
      return s
    })
    expect(seen.at(-1)).toEqual([(of(last) as Extract<Syntax, { readonly _tag: 'Loop' }>).index])
  })
})
