import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, operations, type Primitive, pullBack, simplify } from '../../src/ir/index.ts'
import { reachableFrom } from '../../src/ir/order.ts'
import { keeping, stretchedAxes, without } from '../../src/ir/primitives/axes.ts'
import { definitions } from '../../src/ir/primitives/index.ts'
import { of, run, scalar } from './values.ts'

const o = operations(builder())
const { build } = o
const x = build.variable('x', [])

describe('pulling back', () => {
  it('law: to several targets it gives partial derivatives: a target between another and the seed stands still', () => {
    const y = o.sine(x)
    const z = o.multiply(o.add(y, y), x)
    const [dx, dy] = gradient(o, z, [x, y])
    const at = 0.75
    expect(run([x], [dx!, dy!], [scalar(at)])).toEqual([[2 * Math.sin(at)], [2 * at]])
    // Control: to the first alone it goes through the second.
    const [total] = run([x], gradient(o, z, [x]), [scalar(at)])
    expect(total![0]).toBeCloseTo(2 * Math.sin(at) + 2 * at * Math.cos(at), 12)
  })
  it('law: a seed that is a target has its own cotangent, one that depends on none has none, and seeds add up', () => {
    const [c, d] = [build.variable('c', []), build.variable('d', [])]
    expect(pullBack(o, [{ node: x, cotangent: c }], [x])).toEqual([c])
    expect(pullBack(o, [{ node: o.constant(3), cotangent: c }], [x])).toEqual([undefined])
    const [sum] = pullBack(
      o,
      [
        { node: x, cotangent: c },
        { node: o.negate(x), cotangent: d },
      ],
      [x],
    )
    expect(run([c, d], [sum!], [scalar(5), scalar(2)])).toEqual([[3]])
    expect(pullBack(o, [], [x])).toEqual([undefined])
  })
  it('law: of two values of one loop each gives its part', () => {
    const [i, a, b] = ['i', 'a', 'b'].map((name) => build.variable(name, [])) as [Node, Node, Node]
    const unit = build.loop({
      times: 2,
      reverse: false,
      index: i,
      carried: [a, b],
      initial: [x, o.constant(3)],
      sliced: [],
      next: [o.multiply(a, o.constant(2)), o.add(b, a)],
    })
    const final = (index: number): Node => build.make('final', [unit], { index })
    const rows = build.stack(unit, o.multiply(a, a))
    // After two iterations a = 4x and b = 3 + 3x; the rows are x² and 4x².
    const value = o.add(
      o.add(o.add(final(0), final(0)), final(1)),
      o.add(o.sum(rows), o.multiply(final(1), o.constant(10))),
    )
    const [g] = gradient(o, value, [x])
    expect(run([x], [value, g!], [scalar(2)])).toEqual([[16 + 9 + 20 + 90], [8 + 3 + 20 + 30]])
  })
  it('law: a product is pulled back once, however many conditions its cotangent hangs on', () => {
    const [a, w] = [build.variable('a', [2, 3]), build.variable('w', [3, 2])]
    const product = o.matMul(a, w)
    const zero = o.constant(0)
    // 2p where p > 0, and p² where p < 3: two conditions, each with a part of the cotangent.
    const value = o.sum(
      o.add(
        o.select(o.less(zero, product), o.multiply(o.constant(2), product), zero),
        o.select(o.less(product, o.constant(3)), o.multiply(product, product), zero),
      ),
    )
    const gradients = gradient(o, value, [a, w])
    const products = [...reachableFrom(gradients)].filter((node) => node.primitive === 'matMul' && node !== product)
    expect(products).toHaveLength(2)
    const left = of([2, 3], 1, 0, 2, -1, 1, 0)
    const right = of([3, 2], 1, -1, 2, 0, 0, 2)
    // p = [1 3; 1 1], so ∂/∂p = [4 2; 4 4].
    expect(run([a, w], gradients, [left, right])).toEqual([
      [2, 8, 4, 0, 8, 8],
      [0, -2, 4, 4, 8, 4],
    ])
  })
})

describe('the derivative of a loop', () => {
  it('law: it carries no variable whose cotangent is 0 throughout', () => {
    const [i, a, b] = ['i', 'a', 'b'].map((name) => build.variable(name, [])) as [Node, Node, Node]
    const unit = build.loop({
      times: 3,
      reverse: false,
      index: i,
      carried: [a, b],
      initial: [x, x],
      sliced: [],
      next: [o.sine(a), o.add(o.sine(b), a)],
    })
    const carriedBy = (index: number): number => {
      const [g] = gradient(o, build.make('final', [unit], { index }), [x])
      const reverse = [...reachableFrom([g!])].find((node) => node.primitive === 'loop' && node !== unit)
      return reverse?.primitive === 'loop' ? reverse.attributes.carried.length : 0
    }
    // b follows a, and a follows itself.
    expect([carriedBy(0), carriedBy(1)]).toEqual([1, 2])
  })
})

describe('a loop, a branch and their nodes', () => {
  const [i, c, row] = ['i', 'c', 'row'].map((name) => build.variable(name, [])) as [Node, Node, Node]
  const [start, source, free] = [build.variable('start', []), build.variable('source', [2]), build.variable('free', [])]
  const unit = build.loop({
    times: 2,
    reverse: false,
    index: i,
    carried: [c],
    initial: [start],
    sliced: [{ variable: row, source }],
    next: [o.add(o.multiply(c, row), free)],
  })
  it('law: the operands of a loop are its initial values, its sources and what its body takes from outside', () =>
    expect(unit.inputs).toEqual([start, source, free]))
  it('law: those of a stack are its loop and what its row takes from outside', () =>
    expect(build.stack(unit, o.add(c, o.sine(free))).inputs).toEqual([unit, o.sine(free)]))
  it('law: those of a branch are the condition and the values of both sides, of equal number', () => {
    const condition = o.less(start, free)
    expect(build.branch(condition, { then: [start], otherwise: [free] }).inputs).toEqual([condition, start, free])
    expect(() => build.branch(condition, { then: [start, start], otherwise: [free] })).toThrow('both sides')
    expect(() => build.branch(condition, { then: [start], otherwise: [free, free] })).toThrow('both sides')
    expect(() => build.branch(condition, { then: [start], otherwise: [condition] })).toThrow('both sides')
  })
  it('law: equal branches are one node, others are not', () => {
    const condition = o.less(start, free)
    const sides = { then: [start, free], otherwise: [free, start] }
    const one = build.branch(condition, sides)
    expect(build.branch(condition, { ...sides })).toBe(one)
    const others = [
      build.branch(o.less(free, start), sides),
      build.branch(condition, { then: [free, start], otherwise: [free, start] }),
      build.branch(condition, { then: [start, free], otherwise: [start, free] }),
    ]
    expect(new Set([one, ...others]).size).toBe(4)
  })
  it('law: nodes are numbered as they are made, over all builders', () => {
    const [first, other] = [build.variable('v', []), builder()]
    const second = other.variable('w', [])
    expect(second.id).toBeGreaterThan(first.id)
    expect([build.latest(), other.latest()]).toEqual([second.id, second.id])
    const third = operations(other).sine(second)
    expect(third.id).toBeGreaterThan(second.id)
    expect(build.alias(first).id).toBeGreaterThan(third.id)
  })
  it('law: a node made again with other operands keeps what it is; an alias becomes another', () => {
    const one = o.slice(source, [1], [1])
    const again = build.remake(one, [build.variable('other', [2])])
    expect(again).toMatchObject({ primitive: 'slice', attributes: one.attributes, shape: [1] })
    expect(build.remake(one, one.inputs)).toBe(one)
    const alias = build.alias(source)
    expect(build.remake(alias, [source])).toMatchObject({ primitive: 'alias', inputs: [source] })
    expect(build.remake(alias, [source])).not.toBe(alias)
  })
})

describe('definitions', () => {
  const [m, n, v, b] = [
    build.variable('m', [2, 3]),
    build.variable('n', [2, 3]),
    build.variable('v', [3]),
    o.less(x, x),
  ]
  const images = build.variable('images', [1, 3, 3, 1])
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
    'stopGradient',
  ] as const
  const binary = ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'less', 'lessEqual', 'equal'] as const
  const each: readonly Node[] = [
    ...unary.map((p) => build.make(p, [m], {})),
    ...binary.map((p) => build.make(p, [m, n], {})),
    build.alias(m),
    o.select(o.less(m, n), m, n),
    o.sum(m, [1]),
    o.maximumOver(m, [0]),
    o.broadcast(v, [2, 3]),
    o.reshape(m, [6]),
    o.transpose(m, [1, 0]),
    o.matMul(m, n, false, true),
    o.gather(m, v),
    o.oneHot(v, 4),
    o.philox(build.variable('key', [4]), [2, 3], [0, 0, 0, 0]),
    o.concat([m, n, m], 0),
    o.slice(m, [0, 1], [1, 2]),
    o.pad(m, [1, 0], [0, 2]),
    o.patches(images, sliding),
    o.unpatch(o.patches(images, sliding), sliding, [3, 3]),
  ]
  it('law: a derivative has an entry for each operand, and each is of its operand’s shape', () => {
    for (const node of each) {
      const derivative = definitions[node.primitive].derivative as (
        n: Node,
        c: Node,
        ops: typeof o,
      ) => readonly (Node | undefined)[]
      const parts = derivative(node, build.variable('ct', node.shape), o)
      expect([node.primitive, parts.length]).toEqual([node.primitive, node.inputs.length])
      parts.forEach((part, i) => {
        if (part !== undefined) expect([node.primitive, part.shape]).toEqual([node.primitive, node.inputs[i]!.shape])
      })
    }
  })
  it('law: every primitive but leaves and structures is among them', () => {
    const others: readonly Primitive[] = [
      'input',
      'constant',
      'option',
      'loop',
      'final',
      'stack',
      'quadraticProgram',
      'branch',
      'taken',
      'asked',
    ]
    expect([...new Set(each.map(({ primitive }) => primitive)), ...others].sort()).toEqual(
      Object.keys(definitions).sort(),
    )
    expect(Object.entries(definitions).filter(([, d]) => d === undefined)).toEqual([])
  })
  it('law: truths are no operands of arithmetic, of reductions, of products or of margins', () => {
    const t = o.broadcast(b, [2, 2])
    const numbers = build.variable('t', [2, 2])
    const attempts: Readonly<Record<string, () => Node>> = {
      ...Object.fromEntries(unary.map((p) => [p, () => build.make(p, [t], {})])),
      ...Object.fromEntries(
        binary.flatMap((p) => [
          [`${p} left`, () => build.make(p, [t, numbers], {})],
          [`${p} right`, () => build.make(p, [numbers, t], {})],
        ]),
      ),
      sum: () => o.sum(t, [0]),
      maximumOver: () => o.maximumOver(t, [0]),
      'matMul left': () => o.matMul(t, numbers),
      'matMul right': () => o.matMul(numbers, t),
      pad: () => o.pad(t, [1, 0], [0, 0]),
      'gather by': () => o.gather(numbers, o.broadcast(b, [2])),
      oneHot: () => o.oneHot(o.broadcast(b, [2]), 2),
      patches: () => o.patches(o.broadcast(b, [1, 3, 3, 1]), sliding),
      unpatch: () => o.unpatch(o.broadcast(b, [1, 2, 2, 4]), sliding, [3, 3]),
      select: () => build.make('select', [t, t, numbers], {}),
    }
    for (const [what, attempt] of Object.entries(attempts)) expect(attempt, what).toThrow()
    // They may be moved about.
    for (const moved of [
      o.reshape(t, [4]),
      o.transpose(t, [1, 0]),
      o.slice(t, [0, 0], [1, 2]),
      o.concat([t, t], 0),
      o.gather(t, v),
    ])
      expect(moved.type).toBe('bool')
  })
  it('law: elementwise operands are as many as they must be, of one shape', () => {
    for (const p of unary) expect(() => build.make(p, [m, n], {}), p).toThrow('takes 1 operands')
    for (const p of binary) {
      expect(() => build.make(p, [m], {}), p).toThrow('takes 2 operands')
      expect(() => build.make(p, [m, v], {}), p).toThrow('one shape')
    }
  })
  it('law: the axes along which a value was stretched are those it lacks, and those where it had 1 and has more', () => {
    expect(stretchedAxes([3], [2, 3])).toEqual([0])
    expect(stretchedAxes([1, 3], [2, 3])).toEqual([0])
    expect(stretchedAxes([2, 1], [2, 3])).toEqual([1])
    expect(stretchedAxes([1, 3], [1, 3])).toEqual([])
    expect(stretchedAxes([], [2, 1])).toEqual([0, 1])
    expect(stretchedAxes([2, 3], [2, 3])).toEqual([])
    expect([without([4, 5, 6], [0, 2]), keeping([4, 5, 6], [0, 2])]).toEqual([[5], [1, 5, 1]])
  })
})

describe('simplify', () => {
  it('law: every node that is made is told, with the one that it stands for', () => {
    const y = o.add(o.multiply(x, o.constant(1)), o.sine(o.negate(o.negate(x))))
    const told: (readonly [Node, Node])[] = []
    const own = builder()
    const { outputs } = simplify({ inputs: [x], outputs: [y] }, own, (made, of) => told.push([made, of]))
    const makers = [...reachableFrom([y])].filter((node) => node.inputs.length > 0)
    expect(new Set(told.map(([, of]) => of))).toEqual(new Set(makers))
    const of = new Map(told.map(([made, from]) => [from, made]))
    expect(of.get(y)).toBe(outputs[0])
    const at = scalar(0.3)
    for (const [made, from] of told) expect(run([x], [made], [at])).toEqual(run([x], [from], [at]))
  })
})
