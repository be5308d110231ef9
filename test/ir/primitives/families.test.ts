import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Value, value } from '../../../src/interpreters/devices/reference/values.ts'
import {
  builder,
  constantOf,
  flopsOf,
  inEach,
  type Node,
  operations,
  renames,
  type Shape,
  sizeOf,
  vectorise,
} from '../../../src/ir/index.ts'
import { clears, definitions, derivativeOf, isFleeting, simplerThan } from '../../../src/ir/primitives/index.ts'
import { run } from '../values.ts'

const o = operations(builder())
const { build } = o

/** Numbers of every size, with those at which functions bend, end or are no number. */
const number = fc.oneof(
  fc.double({ min: -8, max: 8, noNaN: true }),
  fc.constantFrom(0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN),
)
/** But for the sign of a zero. */
const signless = (numbers: readonly number[]): readonly number[] => numbers.map((x) => x + 0)

/** The variables that nodes are made of, and what an operand may be: one of them, or what a rule could see in it. */
const variables = new Map<string, Node>()
const variable = (name: string, shape: Shape): Node => {
  const key = `${name} ${shape}`
  const known = variables.get(key) ?? build.variable(name, shape)
  variables.set(key, known)
  return known
}
const operandsOf = (name: string, shape: Shape): readonly Node[] => {
  const x = variable(name, shape)
  const flipped = variable(name, [...shape].reverse())
  return [
    x,
    ...[0, 1, -1, 2].map((n) => o.constant(n, shape)),
    o.negate(x),
    o.reshape(variable(name, [shape.reduce((a, b) => a * b, 1)]), shape),
    o.broadcast(variable(name, []), shape),
    ...(shape.length > 1
      ? [
          o.transpose(
            flipped,
            shape.map((_, i) => shape.length - 1 - i),
          ),
        ]
      : []),
  ]
}

type Make = (x: Node, y: Node) => Node
const primitiveOf = (make: Make): string => make(variable('x', [2, 3]), variable('y', [2, 3])).primitive
const sliding = { window: [2, 2], strides: [1, 1], padding: [0, 0, 0, 0] } as const
const unary = [
  'negate',
  'absolute',
  'sign',
  'squareRoot',
  'exponential',
  'logarithm',
  'tanh',
  'sine',
  'cosine',
] as const
const binary = ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'less', 'lessEqual', 'equal'] as const
const reshaped = (x: Node): Shape => [x.shape.reduce((a, b) => a * b, 1)]
const axesOf = (x: Node): readonly number[] => x.shape.map((_, i) => i)

/** Every primitive that makes numbers of numbers, of operands of one shape; where it has attributes, with several of them. */
const made: Readonly<Record<string, Make>> = {
  ...Object.fromEntries(
    [...unary, 'stopGradient' as const].map((p): [string, Make] => [p, (x) => build.make(p, [x], {})]),
  ),
  ...Object.fromEntries(binary.map((p): [string, Make] => [p, (x, y) => build.make(p, [x, y], {})])),
  alias: (x) => build.alias(x),
  select: (x, y) => build.make('select', [o.less(x, y), x, y], {}),
  'select of one': (x, y) => build.make('select', [o.less(x, y), x, x], {}),
  sum: (x) => build.make('sum', [x], { axes: axesOf(x) }),
  'sum over the last': (x) => build.make('sum', [x], { axes: axesOf(x).slice(-1) }),
  maximumOver: (x) => build.make('maximumOver', [x], { axes: axesOf(x) }),
  'maximumOver the last': (x) => build.make('maximumOver', [x], { axes: axesOf(x).slice(-1) }),
  broadcast: (x) => build.make('broadcast', [x], { shape: x.shape }),
  'broadcast to more': (x) => build.make('broadcast', [x], { shape: [2, ...x.shape] }),
  'broadcast to one': (x) => build.make('broadcast', [x], { shape: [1, ...x.shape] }),
  reshape: (x) => build.make('reshape', [x], { shape: reshaped(x) }),
  transpose: (x) => build.make('transpose', [x], { permutation: axesOf(x).toReversed() }),
  'transpose nothing': (x) => build.make('transpose', [x], { permutation: axesOf(x) }),
  concat: (x, y) => build.make('concat', [o.reshape(x, reshaped(x)), o.reshape(y, reshaped(y))], { axis: 0 }),
  'concat one': (x) => build.make('concat', [o.reshape(x, reshaped(x))], { axis: 0 }),
  slice: (x) => build.make('slice', [x], { begin: x.shape.map(() => 0), size: x.shape.map(() => 1) }),
  'slice all': (x) => build.make('slice', [x], { begin: x.shape.map(() => 0), size: x.shape }),
  pad: (x) => build.make('pad', [x], { before: x.shape.map(() => 1), after: x.shape.map(() => 0) }),
  'pad nothing': (x) => build.make('pad', [x], { before: x.shape.map(() => 0), after: x.shape.map(() => 0) }),
  gather: (x) => build.make('gather', [o.reshape(x, reshaped(x)), o.constant(0, [2])], {}),
  'gather of rows': (x, y) =>
    build.make('gather', [o.reshape(x, [...reshaped(x), 1]), o.sign(o.reshape(y, reshaped(y)))], {}),
  philox: (x) => build.make('philox', [o.broadcast(o.sum(x), [4])], { shape: reshaped(x), counter: [0, 0, 0, 0] }),
  oneHot: (x) => build.make('oneHot', [x], { depth: 2 }),
  matMul: (x, y) => {
    const [a, b] = [x, y].map((of) => (of.shape.length === 2 ? of : o.reshape(of, [1, ...reshaped(of)])))
    return build.make('matMul', [a!, b!], { transposeLeft: false, transposeRight: true })
  },
  'matMul the other way': (x, y) => {
    const [a, b] = [x, y].map((of) => (of.shape.length === 2 ? of : o.reshape(of, [...reshaped(of), 1])))
    return build.make('matMul', [a!, b!], { transposeLeft: true, transposeRight: false })
  },
  patches: (x) =>
    o.patches(
      o.reshape(o.broadcast(o.reshape(x, [...reshaped(x), 1]), [...reshaped(x), 4]), [...reshaped(x), 2, 2, 1]),
      sliding,
    ),
  unpatch: (x) =>
    o.unpatch(
      o.reshape(o.broadcast(o.reshape(x, [...reshaped(x), 1]), [...reshaped(x), 4]), [...reshaped(x), 1, 1, 4]),
      sliding,
      [2, 2],
    ),
}

const shapes: readonly Shape[] = [[], [3], [1], [2, 3], [1, 3], [2, 1]]
/** A node, and numbers for its variables. */
const sample = fc
  .record({
    what: fc.constantFrom(...Object.keys(made)),
    shape: fc.constantFrom(...shapes),
    left: fc.nat(),
    right: fc.nat(),
  })
  .map(({ what, shape, left, right }) => {
    const [first, second] = [operandsOf('x', shape), operandsOf('y', shape)]
    return made[what]!(first[left % first.length]!, second[right % second.length]!)
  })
const at = fc.array(number, { minLength: 6, maxLength: 6 })
const valuesAt = (numbers: readonly number[], nodes: readonly Node[]) => {
  const inputs = [...variables.values()]
  return run(
    inputs,
    nodes,
    inputs.map(({ shape }, j) => value(shape, (i) => numbers[(i + j) % 6]!)),
  ).map(signless)
}

describe('the families of primitives', () => {
  it('law: every primitive of numbers is among those that are tried here', () => {
    const structures = [
      'input',
      'constant',
      'option',
      'loop',
      'final',
      'stack',
      'quadraticProgram',
      'asked',
      'branch',
      'taken',
    ]
    const tried = Object.values(made).map(primitiveOf)
    expect([...new Set([...tried, ...structures])].sort()).toEqual(Object.keys(definitions).sort())
  })
  it('law: what is simpler has the same value for every number', () => {
    let simpler = 0
    fc.assert(
      fc.property(sample, at, (node, numbers) => {
        const other = simplerThan(node, node.inputs, o)
        if (other === undefined) return
        simpler += 1
        expect([other.shape, other.type]).toEqual([node.shape, node.type])
        const [was, is] = valuesAt(numbers, [node, other])
        expect(is).toEqual(was)
      }),
      { numRuns: 2000 },
    )
    expect(simpler).toBeGreaterThan(200)
  })
  it('law: what renames its first operand has its very elements, in their order', () => {
    let [renamed, moved] = [0, 0]
    fc.assert(
      fc.property(sample, at, (node, numbers) => {
        if (node.inputs.length === 0) return
        const [was, is] = valuesAt(numbers, [node.inputs[0]!, node])
        if (renames(node)) {
          renamed += 1
          expect(is).toEqual(was)
        } else if (!was!.every((x, i) => Object.is(x, is![i]))) moved += 1
      }),
      { numRuns: 2000 },
    )
    expect(renamed).toBeGreaterThan(100)
    expect(moved).toBeGreaterThan(100)
  })
  it('law: what is told to be a constant is that number everywhere', () => {
    let told = 0
    fc.assert(
      fc.property(sample, at, (node, numbers) => {
        const constant = constantOf(node)
        if (constant === undefined) return
        told += 1
        const [elements] = valuesAt(numbers, [node])
        expect(elements).toEqual(elements!.map(() => constant))
      }),
      { numRuns: 2000 },
    )
    expect(told).toBeGreaterThan(20)
  })
  it('law: what is not cleared again makes a number of no zero, whatever its operands are; what is, could', () => {
    const spoiled = new Set<string>()
    fc.assert(
      fc.property(sample, at, (node, numbers) => {
        if (node.type === 'bool') return
        const given = derivativeOf(node, o.constant(0, node.shape), o).filter((part) => part !== undefined)
        const nothing = valuesAt(numbers, given).every((part) => part.every((x) => x === 0))
        if (!nothing) spoiled.add(`${node.primitive} ${clears(node)}`)
      }),
      { numRuns: 4000 },
    )
    // These are not followed at all: their operands' masks are empty.
    const opaque = ['matMul false', 'maximumOver false']
    expect([...spoiled].filter((one) => one.endsWith('false') && !opaque.includes(one))).toEqual([])
    expect([...spoiled].filter((one) => one.endsWith('true')).length).toBeGreaterThan(3)
  })
  it('law: a batching rule gives in every lane what the primitive gives there', () => {
    const count = 3
    const tried = new Set<string>()
    fc.assert(
      fc.property(sample, at, fc.nat(), (node, numbers, which) => {
        const inputs = [...variables.values()]
        const own = inputs.filter(({ shape }, i) => (which >> (i + shape.length)) % 2 === 0)
        const along = new Map(own.map((v) => [v, build.variable('lanes', [count, ...v.shape])]))
        const [made] = vectorise(o, count, along, [node])
        const all = inEach(made!, count, o)
        expect([all.shape, all.type]).toEqual([[count, ...node.shape], node.type])
        if (made!.inLanes) tried.add(node.primitive)
        const row = (j: number, lane: number) => (i: number) => numbers[(i + j + 2 * lane) % 6]!
        const lanes = [0, 1, 2].map((lane) => inputs.map((v, j) => value(v.shape, row(j, along.has(v) ? lane : 0))))
        const given = inputs.map((v, j): Value => {
          const size = sizeOf(v.shape)
          return along.has(v)
            ? value([count, ...v.shape], (i) => row(j, Math.floor(i / size))(i % size))
            : lanes[0]![j]!
        })
        const [together] = run(
          inputs.map((v) => along.get(v) ?? v),
          [all],
          given,
        )
        expect(signless(together!)).toEqual(lanes.flatMap((one) => run(inputs, [node], one).flatMap(signless)))
      }),
      { numRuns: 3000 },
    )
    expect([...tried].sort()).toEqual([...new Set(Object.values(made).map(primitiveOf))].sort())
  })
  it('law: what a derivative does not keep is made again without arithmetic', () =>
    fc.assert(fc.property(sample, (node) => !isFleeting(node) || flopsOf(node) === 0)))
})
