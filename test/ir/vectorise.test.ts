import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../src/interpreters/devices/reference/values.ts'
import { builder, gradient, type Node, operations, reachableFrom, vectorise } from '../../src/ir/index.ts'
import { assemble, inputShapes, loopRecipe, point, type Recipe, recipe } from '../arbitraries/index.ts'
import { allClose } from './close.ts'
import { type Scalar, slopeProgram } from './gradient-laws.ts'
import { inLanes, lanesOf, mask, rowsOf, together } from './lanes.ts'
import { loop } from './loop.ts'
import { operationCount } from './operation-count.ts'
import { magnitude, of, run } from './values.ts'

const count = 3
const programs: fc.Arbitrary<Recipe> = fc.oneof(recipe(), loopRecipe())
const points = fc.array(point, { minLength: count, maxLength: count })

/** Whether a program over lanes gives in every lane what the program gives there, to the roundings of the two. */
const lanesAgree = (
  { o, inputs }: Pick<Scalar, 'o' | 'inputs'>,
  roots: readonly Node[],
  which: number,
  at: readonly (readonly Value[])[],
): boolean => {
  const lanes = lanesOf(o, inputs, which, count)
  const all = inLanes(o, lanes, roots)
  const given = together(lanes, inputs, at)
  const got = run(lanes.inputs, all, given)
  const each = rowsOf(lanes, inputs, given).map((one) => run(inputs, roots, one))
  const bound = 2 * operationCount({ inputs: lanes.inputs, outputs: all })
  const scale = magnitude({ inputs: lanes.inputs, outputs: all }, given)
  return roots.every((_, i) =>
    allClose(
      got[i]!,
      each.flatMap((outputs) => outputs[i]!),
      bound,
      scale,
    ),
  )
}

/** The derivatives of the sum over all lanes, taken of the program over lanes, against those of each lane. */
const derivativesAgree = ({ o, inputs, y }: Scalar, which: number, at: readonly (readonly Value[])[]): boolean => {
  const lanes = lanesOf(o, inputs, which, count)
  const total = o.sum(inLanes(o, lanes, [y])[0]!)
  const outputs = gradient(o, total, lanes.inputs)
  const given = together(lanes, inputs, at)
  const got = run(lanes.inputs, outputs, given)
  const own = gradient(o, y, inputs)
  const each = rowsOf(lanes, inputs, given).map((one) => run(inputs, own, one))
  const program = { inputs: lanes.inputs, outputs }
  const [bound, scale] = [2 * operationCount(program), count * magnitude(program, given)]
  return inputs.every((v, i) => {
    const rows = each.map((outputs) => outputs[i]!)
    const sum = rows.reduce((a, b) => a.map((x, e) => x + b[e]!))
    return allClose(got[i]!, lanes.along.has(v) ? rows.flat() : sum, bound, scale)
  })
}

const runs = { numRuns: 100 }
const three = mask(inputShapes.length)

describe('a program over lanes', () => {
  it('law: has in every lane the values of the program', () =>
    fc.assert(
      fc.property(programs, three, points, (moves, which, at) => {
        const made = assemble(moves)
        return lanesAgree(made, [...made.made, made.y], which, at)
      }),
      runs,
    ))
  it('law: its lanes have the first derivatives of the program, taken before', () =>
    fc.assert(
      fc.property(programs, three, points, (moves, which, at) => {
        const made = assemble(moves)
        return lanesAgree(made, gradient(made.o, made.y, made.inputs), which, at)
      }),
      runs,
    ))
  it('law: and taken after: shared inputs have the sum over lanes', () =>
    fc.assert(
      fc.property(programs, three, points, (moves, which, at) => derivativesAgree(assemble(moves), which, at)),
      runs,
    ))
  it('law: second derivatives too, taken before, after, or one of each', () =>
    fc.assert(
      fc.property(programs, three, points, point, (moves, which, at, w) => {
        const made = assemble(moves)
        const slope = slopeProgram(made, w)
        return lanesAgree(made, gradient(made.o, slope.y, made.inputs), which, at) && derivativesAgree(slope, which, at)
      }),
      { numRuns: 50 },
    ))
})

const fresh = () => {
  const o = operations(builder())
  const { build } = o
  return { o, build, x: build.variable('x', [2]), lanes: build.variable('lanes', [count, 2]) }
}

describe('what no lane touches', () => {
  it('stays the very node that it was', () => {
    const { o, build, x, lanes } = fresh()
    const shared = o.tanh(build.variable('shared', [2]))
    const [alone, both] = vectorise(o, count, new Map([[x, lanes]]), [shared, o.multiply(shared, x)])
    expect(alone).toEqual({ node: shared, inLanes: false })
    expect(both!.inLanes).toBe(true)
    expect(reachableFrom([both!.node]).has(shared)).toBe(true)
  })
  it('is carried as one value by a loop of which other values are in lanes', () => {
    const { o, build, x, lanes } = fresh()
    const start = build.variable('start', [])
    const [i, a, b, c] = [
      build.variable('i', []),
      build.variable('a', []),
      build.variable('b', []),
      build.variable('c', [2]),
    ]
    const unit = build.loop({
      times: 4,
      reverse: false,
      index: i,
      carried: [a, b, c],
      initial: [start, start, o.constant(0, [2])],
      sliced: [],
      // c differs between lanes from the first iteration on, b from the second: by c. a never does.
      next: [o.add(a, i), o.add(b, o.sum(c)), o.add(c, x)],
    })
    const finals = [0, 1, 2].map((index) => build.make('final', [unit], { index }))
    const made = vectorise(o, count, new Map([[x, lanes]]), [...finals, build.stack(unit, o.add(a, i))])
    expect(made.map(({ inLanes }) => inLanes)).toEqual([false, true, true, false])
    expect(made.map(({ node }) => node.shape)).toEqual([[], [3], [3, 2], [4]])
    const loops = [...reachableFrom(made.map(({ node }) => node))].filter(({ primitive }) => primitive === 'loop')
    expect(loops.length).toBe(1)
    const got = run(
      [start, lanes],
      made.map(({ node }) => node),
      [of([], 1), of([3, 2], 1, 0, 2, 0, 0, 3)],
    )
    // a: 1 + 0 + 1 + 2 + 3; b: 1 + s(0 + 1 + 2 + 3) for the sum s of a lane; c: 4 times its row.
    expect(got).toEqual([[7], [7, 13, 19], [4, 0, 8, 0, 0, 12], [1, 2, 4, 7]])
  })
})

describe('loops over lanes', () => {
  it('take rows of what is in lanes, and stack what is', () => {
    const { o, build } = fresh()
    const rows = build.variable('rows', [2, 2])
    const lanes = build.variable('lanes', [count, 2, 2])
    const made = loop(o, {
      times: 2,
      initial: o.constant(0, [2]),
      source: rows,
      next: (c, i, row) => o.add(o.multiply(c, i), row),
    })
    const all = vectorise(o, count, new Map([[rows, lanes]]), [made.final, made.stack])
    const given = of([3, 2, 2], ...Array.from({ length: 12 }, (_, i) => i + 1))
    // The last row and the one before it, lane by lane; before that zeros.
    expect(
      run(
        [lanes],
        all.map(({ node }) => node),
        [given],
      ),
    ).toEqual([
      [4, 6, 12, 14, 20, 22],
      [0, 0, 1, 2, 0, 0, 5, 6, 0, 0, 9, 10],
    ])
  })
})

describe('decisions over lanes', () => {
  const decide = (condition: 'shared' | 'own', side: 'shared' | 'own') => {
    const { o, build, x, lanes } = fresh()
    const other = build.variable('other', [2])
    const by = condition === 'own' ? o.sum(x) : o.sum(other)
    const test = o.select(o.less(by, o.constant(0)), o.constant(1), o.constant(0))
    const value = side === 'own' ? x : other
    const unit = build.branch(test, { then: [o.negate(value), o.constant(5)], otherwise: [value, o.constant(5)] })
    const taken = [0, 1].map((index) => build.make('taken', [unit], { index }))
    const made = vectorise(o, count, new Map([[x, lanes]]), taken)
    const values = run(
      [lanes, other],
      made.map(({ node }) => node),
      [of([3, 2], 1, 2, -3, 1, 4, 0), of([2], -1, -1)],
    )
    const branches = [...reachableFrom(made.map(({ node }) => node))].filter(({ primitive }) => primitive === 'branch')
    return { inLanes: made.map((one) => one.inLanes), values, branches: branches.length }
  }
  it('stay decisions where their condition is one for all lanes', () => {
    expect(decide('shared', 'own')).toEqual({
      inLanes: [true, false],
      values: [[-1, -2, 3, -1, -4, -0], [5]],
      branches: 1,
    })
    expect(decide('shared', 'shared')).toEqual({ inLanes: [false, false], values: [[1, 1], [5]], branches: 1 })
  })
  it('are both of their sides where lanes decide differently', () => {
    expect(decide('own', 'own')).toEqual({
      inLanes: [true, true],
      values: [
        [1, 2, 3, -1, 4, 0],
        [5, 5, 5],
      ],
      branches: 0,
    })
    expect(decide('own', 'shared').values[0]).toEqual([-1, -1, 1, 1, -1, -1])
  })
  it('hold for quadratic programs, one a lane', () => {
    const { o, build, lanes } = fresh()
    const b = build.variable('b', [2])
    const gram = o.reshape(o.oneHot(o.reshape(o.concat([o.constant(0, [1]), o.constant(1, [1])], 0), [2]), 2), [2, 2])
    const node = build.make('quadraticProgram', [gram, b, o.constant(0)], {})
    const [made] = vectorise(o, count, new Map([[b, lanes]]), [node])
    // ½ |v|² + bᵀv over v ≥ 0: the positive part of −b.
    expect(
      run([lanes], [made!.node], [of([3, 2], -1, 2, -3, -4, 5, 6)])[0]!.map((x) => Math.round(1e6 * x) / 1e6 + 0),
    ).toEqual([1, 0, 3, 4, 0, 0])
  })
})
