import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  apply,
  type Batch,
  type Count,
  canonicalProgram,
  chunk,
  coordinateWise,
  count,
  decodeProgram,
  defineMethod,
  draw,
  encodeProgram,
  expectation,
  fewer,
  grad,
  innerLoop,
  literal,
  loss,
  type Method,
  multiply,
  named,
  overSamples,
  type Params,
  reservoir,
  ring,
  type Syntax,
  sampleCoordinates,
  sensitivity,
  take,
  trajectory,
} from '../../src/dsl/index.ts'
import { seenOf } from '../../src/dsl/options.ts'
import { explain } from '../../src/interpreters/explain/index.ts'

const { k, n } = seenOf({ k: count(4), n: count(2) }, { k: 4, n: 2 })
const batch = { _tag: 'Variable', id: -1, name: 'B', kind: { _tag: 'Batch' } } as Syntax as Batch
const theta = { _tag: 'Variable', id: -2, name: 'θ', kind: { _tag: 'Params', network: 'learner' } } as Syntax as Params

/** The node that a term is, or is a result of. */
const nodeOf = (s: Syntax): Syntax => (s._tag === 'Component' ? s.of : s)

/** Everything that is built with a count: the field that has its number, and the term by that count. */
const built: readonly (readonly [string, string, (of: number | Count) => Syntax])[] = [
  ['a literal', 'value', (of) => literal(of)],
  ['a factor', 'value', (of) => (multiply(of, theta) as Extract<Syntax, { readonly _tag: 'Binary' }>).left],
  ['a loop', 'times', (of) => innerLoop<Params>(of, (at) => add(at, 1))(theta)],
  ['a trajectory', 'times', (of) => trajectory<Params>(of, (at) => add(at, 1))(theta).last],
  ['a loop over samples', 'size', (of) => overSamples(batch, (at: Params) => add(at, 1), of)(theta)],
  ['an expectation', 'size', (of) => expectation(batch, (x) => grad(loss(x))(theta), of)],
  ['a part of a batch', 'size', (of) => take(batch, of)],
  ['where it begins', 'from', (of) => take(batch, 3, of)],
  ['parts of a batch', 'size', (of) => chunk(batch, of, 2)[1]!],
  ['a draw', 'count', (of) => draw(reservoir(9), of, (old) => old)],
  ['coordinates', 'count', (of) => sampleCoordinates(of)],
  ['a reservoir', 'capacity', (of) => reservoir(of)],
  ['a ring', 'capacity', (of) => ring(of)],
  ['a network on a grid', 'grid', (of) => apply('learner', theta, { grid: of })(theta)],
  ['a combinator', 'steps', (of) => named('mine', { steps: of, theta }, add(theta, 1))],
  ['sensitivity', 'size', (of) => sensitivity(batch, theta, of)],
]

/** A node without what tells variables and draws apart. */
const alike = (s: Syntax): unknown => JSON.parse(JSON.stringify(s, (key, of) => (/^(id|place)$/.test(key) ? 0 : of)))

const numberIn = (s: Syntax, field: string): unknown => {
  const { times, parts } = s as { readonly times?: object; readonly parts?: object }
  return Object.entries({ ...(typeof times === 'object' ? times : {}), ...parts, ...s }).find(
    ([key]) => key === field,
  )?.[1]
}

describe('a count', () => {
  it.each(built)('of %s is its number, and `counts` says which option it is', (_, field, of) => {
    const node = nodeOf(of(k))
    const { counts, ...plain } = node as { readonly counts?: object } & Syntax
    expect(counts).toEqual({ [field]: 'k' })
    expect(numberIn(node, field)).toBe(4)
    // Beside its name the node is what the number makes: control, another number makes another.
    const without = (s: Syntax): unknown => JSON.parse(JSON.stringify(alike(s)).replace(/,"counts":\{[^}]*\}/g, ''))
    expect(without(plain as Syntax)).toEqual(without(nodeOf(of(4))))
    expect(without(plain as Syntax)).not.toEqual(without(nodeOf(of(3))))
    expect('counts' in nodeOf(of(4))).toBe(false)
  })

  it('is the number of its option where it shapes something without a name, and where JavaScript reckons', () => {
    expect(coordinateWise({ hidden: [k, 3] }).hidden).toEqual([4, 3])
    expect(chunk(batch, 1, k)).toHaveLength(4)
    // A file of a user's may be read without its types being checked.
    const untyped = k as unknown as number
    expect([untyped - 1, Math.min(untyped, 9), untyped > 3, Array.from({ length: untyped }).length]).toEqual([
      3,
      4,
      true,
      4,
    ])
  })

  it('is one of two, the lesser, with its name', () => {
    expect(fewer(k, n)).toBe(n)
    expect(fewer(n, k)).toBe(n)
    expect(fewer(k, 4)).toBe(k)
    expect(fewer(k, 3)).toBe(3)
  })
})

/** A method that says some counts in its own way. */
const counting = (steps: (o: { readonly k: Count; readonly n: Count }) => number | Count): Method =>
  defineMethod({
    name: 'counting',
    source: '',
    options: { k: count(4, { symbol: 'k' }), n: count(2, { symbol: 'ν' }) },
    state: (o) => ({ memory: reservoir(o.k) }),
    onBatch: (o) => (slots) => ({ theta: innerLoop<Params>(steps(o), (at) => add(at, 0.5))(slots.theta) }),
  })

const loopOf = (method: Method, values = { k: 4, n: 2 }): string =>
  /for .*:/.exec(explain(method, values))?.[0] ?? 'no loop'

describe('an explanation says of a count', () => {
  it('the symbol of the option that it is, whatever else has that value; a number of what is worked out', () => {
    expect(loopOf(counting((o) => o.k))).toBe('for i = 1 … k:')
    expect(loopOf(counting((o) => o.n))).toBe('for i = 1 … ν:')
    expect(
      loopOf(
        counting((o) => o.n),
        { k: 4, n: 4 },
      ),
    ).toBe('for i = 1 … ν:')
    expect(loopOf(counting(() => 4))).toBe('for i = 1 … 4:')
    expect(loopOf(counting((o) => fewer(o.k, o.n)))).toBe('for i = 1 … ν:')
    expect(loopOf(counting((o) => o.k.value - 1))).toBe('for i = 1 … 3:')
  })

  it('nothing that takes another program: none is built but that at the given options', () => {
    const method = counting((o) => o.k)
    const asked: unknown[] = []
    const program: Method['program'] = (values) => {
      asked.push(values)
      return method.program(values)
    }
    explain({ ...method, program }, { k: 4, n: 2 })
    expect(asked.length).toBeGreaterThan(0)
    for (const values of asked) expect(values).toEqual({ k: 4, n: 2 })
  })

  it('a number where a document says that it is an option of another value', () => {
    const method = counting((o) => o.k)
    const program = encodeProgram(method.program({ k: 4, n: 2 }))
    const read = (text: string): string => {
      const decoded = decodeProgram(JSON.parse(text))
      if (E.isLeft(decoded)) throw new Error(decoded.left.rule)
      const back = decoded.right
      return loopOf({ ...method, program: () => back })
    }
    const written = JSON.stringify(program)
    expect(read(written)).toBe('for i = 1 … k:')
    expect(read(written.replaceAll('"times":"k"', '"times":"n"'))).toBe('for i = 1 … 4:')
    expect(read(written.replaceAll('"times":"k"', '"times":"nobody"'))).toBe('for i = 1 … 4:')
    const odd = decodeProgram(JSON.parse(written.replaceAll('"times":"k"', '"bound":"k"')))
    expect(E.isLeft(odd) ? odd.left.path : 'read').toEqual(['handlers.onBatch.nodes[8].counts.bound'])
  })
})

describe('what tells two programs apart', () => {
  it('is not which option a count was', () => {
    const canonical = (steps: Parameters<typeof counting>[0]): unknown =>
      canonicalProgram(counting(steps).program({ k: 4, n: 2 }))
    expect(canonical((o) => o.k)).toEqual(canonical(() => 4))
    expect(canonical((o) => o.k)).not.toEqual(canonical((o) => o.n))
  })
})
