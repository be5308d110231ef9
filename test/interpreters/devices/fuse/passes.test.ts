import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Passes, passesOf } from '../../../../src/interpreters/devices/fuse/index.ts'
import { holderOf } from '../../../../src/interpreters/devices/holder.ts'
import { evaluate } from '../../../../src/interpreters/devices/reference/index.ts'
import { compile } from '../../../../src/interpreters/devices/schedule/index.ts'
import { builder, evaluationOrder, gradient, type Node, operations, sizeOf } from '../../../../src/ir/index.ts'
import { type Case, programs } from '../programs.ts'
import { plainMachine } from './plain-machine.ts'

const numbersFor = (shapes: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  shapes.map((shape, k) => Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + 3 * k + i)))

/** A convolution and its slopes by the filter and by the images. */
const convolution = (): Case => {
  const o = operations(builder())
  const shapes = [
    [2, 5, 5, 3],
    [12, 4],
    [2 * 4 * 4, 4],
  ]
  const inputs = shapes.map((shape, i) => o.build.variable(`x${i}`, shape))
  const [images, filter, target] = inputs as [Node, Node, Node]
  const patches = o.patches(images, { window: [2, 2], strides: [1, 1], padding: [0, 0, 0, 0] })
  const product = o.matMul(o.reshape(patches, [2 * 4 * 4, 12]), filter)
  const loss = o.sum(o.multiply(product, target))
  return {
    program: { inputs, outputs: [product, ...gradient(o, loss, [images, filter])] },
    values: numbersFor(shapes),
  }
}

/** Sums of squares over two tensors, plain and with both factors scaled. */
const rescaled = (): Case => {
  const o = operations(builder())
  const shapes = [[3, 4], [5], []]
  const inputs = shapes.map((shape, i) => o.build.variable(`x${i}`, shape))
  const [a, b, scale] = inputs as [Node, Node, Node]
  const total = (by: (x: Node) => Node): Node =>
    o.add(...([a, b].map((x) => o.sum(o.multiply(by(x), by(x)))) as [Node, Node]))
  const outputs = [total((x) => x), total((x) => o.multiply(o.broadcast(scale, x.shape), x))]
  return { program: { inputs, outputs }, values: numbersFor(shapes) }
}

/** Elementwise work on slices of slices, rows and columns that are repeated, and what lies in another shape. */
const views = fc
  .tuple(...Array.from({ length: 4 }, () => fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 3 }))))
  .map((cuts): Case => {
    const o = operations(builder())
    const [a, b, c, d] = cuts as [[number, number], [number, number], [number, number], [number, number]]
    const outer = [c[0] + c[1] + 1, d[0] + d[1] + 1] as const
    const shapes = [[a[0] + outer[0], b[0] + outer[1]], [c[1] * d[1]], [d[1]], [c[1], 1]]
    const inputs = shapes.map((shape, i) => o.build.variable(`x${i}`, shape))
    const [x, flat, row, column] = inputs as [Node, Node, Node, Node]
    const shape = [c[1], d[1]]
    const cut = o.slice(o.slice(x, [a[0], b[0]], outer), [c[0], d[0]], shape)
    const made = o.add(
      o.multiply(cut, o.broadcast(row, shape)),
      o.subtract(o.reshape(flat, shape), o.broadcast(column, shape)),
    )
    return { program: { inputs, outputs: [made, o.tanh(o.add(made, cut))] }, values: numbersFor(shapes) }
  })

/** The outputs of a program on a machine that does what a plan says, and by the meaning of each primitive. */
const both = ({ program, values }: Case, planned = passesOf) => {
  const machine = plainMachine(planned)
  const buffers = program.inputs.map((node, i) => machine.upload(node.shape, values[i]!))
  const made = compile(machine)(program)(buffers).map(({ data }) => Array.from(data))
  const inputs = program.inputs.map((node, i) => ({ shape: node.shape, data: Float64Array.from(values[i]!) }))
  return { made, meant: evaluate(program, inputs).map(({ data }) => Array.from(data)) }
}

/** The plan of a program without loops. */
const planOf = ({ inputs, outputs }: Case['program']): Passes => {
  const given = new Set(inputs)
  const order = evaluationOrder(outputs, given).filter((node) => !given.has(node) && holderOf(node, given) === node)
  return passesOf(order, new Map(), outputs, given)
}

describe('the passes of a program', () => {
  it.each([
    ['values', 30],
    ['first', 15],
    ['second', 8],
  ] as const)('are the program, to the last bit of float64: random programs, %s derivatives', (order, numRuns) => {
    fc.assert(
      fc.property(programs(order, 8), (one) => {
        const { made, meant } = both(one)
        expect(made).toEqual(meant)
      }),
      { numRuns },
    )
  })

  it('are the program where operands are views of others, in one pass over all of them', () => {
    fc.assert(
      fc.property(views, (one) => {
        expect(planOf(one.program).fused).toHaveLength(1)
        const { made, meant } = both(one)
        expect(made).toEqual(meant)
      }),
      { numRuns: 50 },
    )
  })

  it('are the program where patches are multiplied, and make none of them', () => {
    const one = convolution()
    const { products, single } = planOf(one.program)
    expect([products.gathering.length, products.spreading.length]).toEqual([2, 1])
    expect(single.filter(({ primitive }) => primitive === 'patches' || primitive === 'unpatch')).toEqual([])
    const { made, meant } = both(one)
    expect(made).toEqual(meant)
  })

  it('are the program where sums are of rescaled products, which stand beside the plain one', () => {
    const one = rescaled()
    const plan = planOf(one.program)
    expect(plan.rescaled.map(({ parts, plain }) => [parts.length, plain === one.program.outputs[0]])).toContainEqual([
      2,
      true,
    ])
    const { made, meant } = both(one)
    expect(made).toEqual(meant)
  })

  it('are few: a step of Adam and a prox, which give three vectors from five, are one', () => {
    const o = operations(builder())
    const inputs = ['θ', 'g', 'm', 'v', 'centre'].map((name) => o.build.variable(name, [100]))
    const [theta, g, m, v, centre] = inputs as [Node, Node, Node, Node, Node]
    const mixed = (decay: number, old: Node, now: Node): Node =>
      o.add(o.multiply(o.constant(decay), old), o.multiply(o.constant(1 - decay), now))
    const [first, second] = [mixed(0.9, m, g), mixed(0.999, v, o.multiply(g, g))]
    const moved = o.subtract(theta, o.divide(first, o.add(o.squareRoot(second), o.constant(1e-8))))
    const step = o.divide(o.add(moved, o.multiply(o.constant(0.1), centre)), o.constant(1.1))
    const { fused } = planOf({ inputs, outputs: [step, first, second] })
    expect(fused.map(({ makes, places }) => [makes.length, places.length])).toEqual([[3, 5]])
  })

  it.each<readonly [string, (plan: Passes) => Passes]>([
    [
      'reads from the start of a buffer instead of from its place',
      (plan) => ({
        ...plan,
        fused: plan.fused.map((pass) => ({ ...pass, places: pass.places.map((place) => ({ ...place, from: 0 })) })),
      }),
    ],
    [
      'takes one element for all where it repeats rows',
      (plan) => ({
        ...plan,
        fused: plan.fused.map((pass) => ({
          ...pass,
          program: {
            ...pass.program,
            inputs: pass.program.inputs.map(({ strides }) => ({
              strides: strides.includes(0) ? strides.map(() => 0) : strides,
            })),
          },
        })),
      }),
    ],
  ])('control: a plan that %s is caught', (_, spoilt) => {
    const differs = (one: Case): boolean => {
      const { made, meant } = both(one, (...of) => spoilt(passesOf(...of)))
      return JSON.stringify(made) !== JSON.stringify(meant)
    }
    expect(fc.sample(views, 30).filter(differs).length).toBeGreaterThan(0)
  })
})
