import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, dependence, freeOf, gradient, type Node, operations } from '../../src/ir/index.ts'
import { boundBy, evaluationOrder, loopDemands, neededCarries, reachableFrom } from '../../src/ir/order.ts'
import { assemble, loopRecipe, recipe } from '../arbitraries/index.ts'

/** Whether one node is reached from another, found by looking everywhere. */
const reaches = (from: Node, to: Node): boolean => from === to || from.inputs.some((input) => reaches(input, to))

/** A random program and its derivative: loops, stacks and what is shared between them. */
const program = fc.oneof(recipe(1), loopRecipe(1)).map((moves) => {
  const { o, inputs, y } = assemble(moves)
  return { inputs, outputs: [y, ...gradient(o, y, inputs)] }
})

describe('an order of evaluation', () => {
  it('law: everything that is needed, once, after what it needs', () =>
    fc.assert(
      fc.property(program, ({ outputs }) => {
        const order = evaluationOrder(outputs)
        const place = new Map(order.map((node, i) => [node, i]))
        expect(place.size).toBe(order.length)
        expect(new Set(order)).toEqual(new Set(reachableFrom(outputs)))
        for (const node of order)
          for (const input of node.inputs) expect(place.get(input)!).toBeLessThan(place.get(node)!)
        // A loop runs once for all its stacks, after what the bodies of all of them take from outside.
        for (const node of order)
          if (node.primitive === 'stack')
            for (const free of node.inputs.slice(1)) expect(place.get(free)!).toBeLessThan(place.get(node.inputs[0]!)!)
      }),
      { numRuns: 60 },
    ))
  it('law: what is given is there, and nothing that only it needs', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const inner = o.sine(x)
    const outer = o.cosine(inner)
    expect(evaluationOrder([outer], new Set([inner]))).toEqual([inner, outer])
    expect([...reachableFrom([outer], new Set([inner]))]).toEqual([outer, inner])
    expect(evaluationOrder([outer])).toEqual([x, inner, outer])
  })
  it('law: a stack that is given asks nothing of its loop, which runs for the others', () => {
    const o = operations(builder())
    const [x, y, index, c] = ['x', 'y', 'i', 'c'].map((name) => o.build.variable(name, [])) as [Node, Node, Node, Node]
    const unit = o.build.loop({
      times: 2,
      reverse: false,
      index,
      carried: [c],
      initial: [o.constant(1)],
      sliced: [],
      next: [o.sine(c)],
    })
    const [here, there] = [o.build.stack(unit, o.add(c, x)), o.build.stack(unit, o.add(c, y))]
    const outputs = [o.add(here, there)]
    expect(evaluationOrder(outputs, new Set([there, x]))).not.toContain(y)
    expect(evaluationOrder(outputs, new Set([x]))).toContain(y)
  })
})

describe('what a value depends on', () => {
  it('law: a node depends on a variable exactly where it reaches it', () =>
    fc.assert(
      fc.property(recipe(0), fc.nat(), (moves, which) => {
        const { inputs, made, y } = assemble(moves)
        const variable = inputs[which % inputs.length]!
        const depends = dependence([variable])
        for (const node of [...inputs, ...made, y]) expect(depends(node)).toBe(reaches(node, variable))
      }),
      { numRuns: 60 },
    ))
  it('law: what a body takes from outside is the nearest to it of all that depends on nothing bound', () => {
    const o = operations(builder())
    const [x, c, d] = ['x', 'c', 'd'].map((name) => o.build.variable(name, [])) as [Node, Node, Node]
    const outside = o.sine(x)
    const body = o.add(o.multiply(c, outside), o.add(o.cosine(outside), o.constant(2)))
    // cos sin x + 2 depends on nothing bound as a whole; of the product only sin x does.
    expect(freeOf([body], [c])).toEqual([outside, o.add(o.cosine(outside), o.constant(2))])
    expect(freeOf([body], [c, x])).toEqual([])
    expect(freeOf([body], [d])).toEqual([body])
    expect(freeOf([o.constant(2), c], [c])).toEqual([])
  })
})

describe('what a loop has to yield', () => {
  const o = operations(builder())
  const { build } = o
  const [index, a, b, c, d] = ['i', 'a', 'b', 'c', 'd'].map((name) => build.variable(name, [])) as [
    Node,
    Node,
    Node,
    Node,
    Node,
  ]
  // a follows b, b follows c, c and d follow themselves.
  const unit = build.loop({
    times: 3,
    reverse: false,
    index,
    carried: [a, b, c, d],
    initial: [1, 2, 3, 4].map((n) => o.constant(n)),
    sliced: [],
    next: [o.add(a, b), o.sine(c), o.cosine(c), o.add(d, o.constant(1))],
  })
  const final = (i: number): Node => build.make('final', [unit], { index: i })
  it('law: the values asked for, and those that they follow, and no others', () => {
    expect(neededCarries(unit, { finals: [final(0)], stacks: [] })).toEqual([0, 1, 2])
    expect(neededCarries(unit, { finals: [final(1)], stacks: [] })).toEqual([1, 2])
    expect(neededCarries(unit, { finals: [final(2)], stacks: [] })).toEqual([2])
    expect(neededCarries(unit, { finals: [final(3)], stacks: [] })).toEqual([3])
    expect(neededCarries(unit, { finals: [final(3), final(1)], stacks: [] })).toEqual([1, 2, 3])
    expect(neededCarries(unit, { finals: [], stacks: [build.stack(unit, o.exponential(b))] })).toEqual([1, 2])
    expect(neededCarries(unit, { finals: [], stacks: [build.stack(unit, index)] })).toEqual([])
    expect(neededCarries(o.constant(1), { finals: [], stacks: [] })).toEqual([])
  })
  it('law: a demand lists the finals and the stacks of each loop, in order', () => {
    const stacks = [build.stack(unit, o.exponential(b)), build.stack(unit, d)]
    const demands = loopDemands(evaluationOrder([final(3), stacks[0]!, final(0), stacks[1]!]))
    expect(demands).toEqual(new Map([[unit, { finals: [final(3), final(0)], stacks }]]))
    expect(loopDemands(evaluationOrder([o.sine(a)]))).toEqual(new Map())
  })
  it('a loop binds its index, what it carries and what it slices; nothing else binds', () => {
    const row = build.variable('row', [])
    const sliced = build.loop({
      times: 2,
      reverse: false,
      index,
      carried: [a],
      initial: [o.constant(0)],
      sliced: [{ variable: row, source: o.constant(0, [2]) }],
      next: [row],
    })
    expect(boundBy(sliced)).toEqual([index, a, row])
    expect(boundBy(o.sine(a))).toEqual([])
  })
})

describe('the derivative of a loop', () => {
  it('law: what costs nothing to compute again is not kept for every iteration', () => {
    const o = operations(builder())
    const { build } = o
    const [index, c, x] = [build.variable('i', []), build.variable('c', [2, 3]), build.variable('x', [2, 3])]
    // Its derivative needs c, through a transposition, a reshape and a stretch of it, and 1 − tanh².
    const turned = o.reshape(o.transpose(o.reshape(c, [6, 1]), [1, 0]), [3, 2])
    const spread = o.sum(o.multiply(o.broadcast(turned, [2, 3, 2]), o.broadcast(turned, [2, 3, 2])), [0])
    const next = [o.tanh(o.reshape(spread, [2, 3]))]
    const unit = build.loop({ times: 2, reverse: false, index, carried: [c], initial: [x], sliced: [], next })
    const [g] = gradient(o, o.sum(build.make('final', [unit], { index: 0 })), [x])
    const kept = [...reachableFrom([g!])].flatMap((node) =>
      node.primitive === 'stack' ? [node.attributes.body.primitive] : [],
    )
    expect(kept.sort()).toEqual(['input', 'subtract'])
  })
  it('law: the index of an iteration is none of what is kept', () => {
    const o = operations(builder())
    const { build } = o
    const [index, c, x] = [build.variable('i', []), build.variable('c', []), build.variable('x', [])]
    const unit = build.loop({
      times: 3,
      reverse: false,
      index,
      carried: [c],
      initial: [x],
      sliced: [],
      next: [o.multiply(c, index)],
    })
    const [g] = gradient(o, build.make('final', [unit], { index: 0 }), [x])
    expect([...reachableFrom([g!])].some((node) => node.primitive === 'stack')).toBe(false)
  })
})
