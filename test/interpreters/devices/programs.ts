import fc from 'fast-check'
import {
  type Builder,
  builder,
  commonShape,
  gradient,
  type Node,
  type Operations,
  operations,
  type Program,
  type Shape,
  sameShape,
  sizeOf,
} from '../../../src/ir/index.ts'

/** A well-shaped program and values for its inputs that are float32 numbers. */
export interface Case {
  readonly program: Program
  readonly values: readonly (readonly number[])[]
}

/** Numbers that decide everything about a program: how many are taken depends on it. */
type Dice = (sides: number) => number

const stretches = (a: Shape, b: Shape): boolean => {
  const shape = commonShape(a, b)
  return [a, b].every((own) =>
    own.every((extent, i) => extent === 1 || extent === shape[i + shape.length - own.length]),
  )
}

const choose = <A>(dice: Dice, among: readonly A[]): A => among[dice(among.length)]!

const pairs = {
  add: (o: Operations) => o.add,
  subtract: (o: Operations) => o.subtract,
  multiply: (o: Operations) => (a: Node, b: Node) => o.multiply(o.tanh(a), b),
  divide: (o: Operations) => (a: Node, b: Node) => o.divide(a, o.add(o.constant(1), o.multiply(b, b))),
  maximum: (o: Operations) => o.maximum,
  minimum: (o: Operations) => o.minimum,
  less: (o: Operations) => (a: Node, b: Node) => o.select(o.less(a, b), a, o.negate(b)),
  lessEqual: (o: Operations) => (a: Node, b: Node) => o.select(o.lessEqual(a, b), b, o.constant(2)),
  equal: (o: Operations) => (a: Node, b: Node) => o.select(o.equal(a, b), o.constant(3), a),
} as const

const ones = {
  negate: (o: Operations) => o.negate,
  absolute: (o: Operations) => o.absolute,
  sign: (o: Operations) => o.sign,
  squareRoot: (o: Operations) => (a: Node) => o.squareRoot(o.add(o.absolute(a), o.constant(0.25))),
  exponential: (o: Operations) => (a: Node) => o.exponential(o.minimum(a, o.constant(1))),
  logarithm: (o: Operations) => (a: Node) => o.logarithm(o.add(o.constant(0.5), o.absolute(a))),
  tanh: (o: Operations) => o.tanh,
  sine: (o: Operations) => o.sine,
  cosine: (o: Operations) => o.cosine,
  stopGradient: (o: Operations) => o.stopGradient,
  alias: (o: Operations) => o.build.alias,
} as const

const axesOf = (dice: Dice, shape: Shape): readonly number[] => shape.flatMap((_, i) => (dice(2) === 0 ? [i] : []))

/** One more node, made from those there are. */
const grow = (o: Operations, dice: Dice, pool: readonly Node[], depth: number): readonly Node[] => {
  const a = choose(dice, pool)
  const like = (fits: (node: Node) => boolean): Node => choose(dice, pool.filter(fits))
  const kind = dice(depth > 0 ? 14 : 12)
  if (kind < 4)
    return [
      pairs[choose(dice, Object.keys(pairs) as (keyof typeof pairs)[])](o)(
        a,
        like((b) => stretches(a.shape, b.shape)),
      ),
    ]
  if (kind < 6) return [ones[choose(dice, Object.keys(ones) as (keyof typeof ones)[])](o)(a)]
  const rank = a.shape.length
  switch (kind) {
    case 6:
      return [dice(2) === 0 ? o.sum(a, axesOf(dice, a.shape)) : o.maximumOver(a, axesOf(dice, a.shape))]
    case 7: {
      const flat = o.reshape(a, [sizeOf(a.shape)])
      return [dice(2) === 0 ? flat : o.broadcast(flat, [1 + dice(3), ...flat.shape]), o.reshape(a, [1, ...a.shape])]
        .slice(0, 1 + dice(2))
        .filter((n) => n.shape.length < 4)
    }
    case 8:
      return [
        o.transpose(
          a,
          a.shape.map((_, i) => (i + 1) % rank),
        ),
        o.transpose(
          a,
          a.shape.map((_, i) => rank - 1 - i),
        ),
      ].slice(dice(2), 2)
    case 9: {
      const b = choose(dice, pool)
      const matrix = (n: Node): Node => o.reshape(n, [n.shape[0] ?? 1, sizeOf(n.shape) / (n.shape[0] ?? 1)])
      const [x, y] = [matrix(a), matrix(b)]
      const [l, r] = [dice(2) === 0, dice(2) === 0]
      const inner = l ? x.shape[0]! : x.shape[1]!
      const other = r ? y.shape[1]! : y.shape[0]!
      const fitted = o.slice(
        x,
        [0, 0],
        x.shape.map((e, i) => (i === (l ? 0 : 1) ? Math.min(inner, other) : e)),
      )
      const against = o.slice(
        y,
        [0, 0],
        y.shape.map((e, i) => (i === (r ? 1 : 0) ? Math.min(inner, other) : e)),
      )
      return [o.matMul(fitted, o.tanh(against), l, r)]
    }
    case 10: {
      if (rank === 0) return [o.oneHot(o.sign(a), 2)]
      const rows = a.shape[0]!
      const picked = o.concat(
        Array.from({ length: 1 + dice(3) }, () => o.constant(dice(rows), [1])),
        0,
      )
      return [dice(2) === 0 ? o.gather(a, picked) : o.oneHot(picked, rows)]
    }
    case 11: {
      if (rank === 0) return [o.broadcast(a, [2])]
      const axis = dice(rank)
      if (dice(2) === 0) return [o.concat([a, o.negate(a), a].slice(0, 2 + dice(2)), axis)]
      const begin = a.shape.map((extent) => dice(extent))
      const part = o.slice(
        a,
        begin,
        a.shape.map((extent, i) => 1 + dice(extent - begin[i]!)),
      )
      return [
        dice(2) === 0
          ? part
          : o.pad(
              part,
              begin,
              a.shape.map(() => dice(2)),
            ),
      ]
    }
    default:
      return loop(o, dice, pool, depth)
  }
}

const grown = (o: Operations, dice: Dice, pool: readonly Node[], steps: number, depth: number): readonly Node[] =>
  steps === 0
    ? pool
    : grown(o, dice, [...pool, ...grow(o, dice, pool, depth).filter((n) => sizeOf(n.shape) <= 64)], steps - 1, depth)

/** A loop whose body is a random program of its own over carried values, rows, the index and what is outside. */
const loop = (o: Operations, dice: Dice, pool: readonly Node[], depth: number): readonly Node[] => {
  const { build } = o
  const times = 1 + dice(3)
  const initial = Array.from({ length: 1 + dice(2) }, () => choose(dice, pool))
  const sources = Array.from({ length: dice(3) }, () => {
    const a = choose(dice, pool)
    return a.shape[0] === times ? a : o.broadcast(o.reshape(a, [1, ...a.shape]), [times, ...a.shape])
  }).filter((s) => sizeOf(s.shape) <= 64)
  const index = build.variable('i', [])
  const carried = initial.map((n, i) => build.variable(`c${i}`, n.shape))
  const sliced = sources.map((source, i) => ({ variable: build.variable(`s${i}`, source.shape.slice(1)), source }))
  const inside = grown(
    o,
    dice,
    [...pool.slice(-3), index, ...carried, ...sliced.map((s) => s.variable)],
    2 + dice(4),
    depth - 1,
  )
  const next = carried.map((variable) => {
    const fit = inside.filter(
      (n) => stretches(n.shape, variable.shape) && sameShape(commonShape(n.shape, variable.shape), variable.shape),
    )
    const picked = choose(dice, fit.slice(-3))
    const same = o.broadcast(picked, variable.shape)
    return dice(3) === 0 ? same : o.add(variable, o.multiply(o.constant(0.5), o.tanh(same)))
  })
  const unit = build.loop({ times, reverse: dice(2) === 0, index, carried, initial, sliced, next })
  return [
    ...carried.map((_, i) => build.make('final', [unit], { index: i })),
    ...inside.slice(-1 - dice(2)).map((body) => build.stack(unit, body)),
  ]
}

const inputsOf = (build: Builder): readonly Node[] =>
  [[], [3], [2, 3], [3, 2], [2, 1, 3]].map((shape, i) => build.variable(`x${i}`, shape))

const order = {
  values: (_o: Operations, _y: Node, _x: readonly Node[]) => [],
  first: (o: Operations, y: Node, x: readonly Node[]) => gradient(o, y, x),
  second: (o: Operations, y: Node, x: readonly Node[]) => {
    const g = gradient(o, y, x)
    const squares = g.map((n) => o.sum(o.multiply(n, n))).reduce(o.add)
    return [...g, ...gradient(o, squares, x)]
  },
} as const

/** Random programs with loops, and their derivatives of the given order among the outputs. */
export const programs = (derivative: keyof typeof order, steps: number): fc.Arbitrary<Case> =>
  fc
    .record({
      rolls: fc.array(fc.nat({ max: 0xffff }), { minLength: 40 * steps, maxLength: 40 * steps, size: 'max' }),
      values: fc.array(fc.integer({ min: -256, max: 256 }), { minLength: 22, maxLength: 22 }),
    })
    .map(({ rolls, values }) => {
      let taken = 0
      const dice: Dice = (sides) => {
        taken += 1
        return rolls[taken % rolls.length]! % sides
      }
      const build = builder()
      const o = operations(build)
      const inputs = inputsOf(build)
      const pool = grown(o, dice, inputs, steps, 2)
      const made = pool.slice(inputs.length)
      const y = made
        .slice(-4)
        .map((n) => o.sum(o.tanh(n)))
        .reduce(o.add, o.constant(0))
      const outputs = [
        ...made.slice(-3),
        y,
        ...order[derivative](o, y, inputs),
        inputs[1]!,
        o.reshape(inputs[2]!, [6]),
        y,
      ]
      let used = 0
      return {
        program: { inputs, outputs: outputs.filter((n) => n.type === 'float') },
        values: inputs.map((n) => Array.from({ length: sizeOf(n.shape) }, () => values[used++ % values.length]! / 64)),
      }
    })
