import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, type Node, operations, reachableFrom, sumOverLanes } from '../../src/ir/index.ts'
import { tensor } from '../arbitraries/index.ts'
import { allClose } from './close.ts'
import { operationCount } from './operation-count.ts'
import { magnitude, run } from './values.ts'

const [lanes, m, n] = [4, 3, 2] as const

const o = operations(builder())

/** A product of matrices [m,k]·[k,n] a lane, and what a sample may do with one. */
const productsOf = (k: number, left: boolean, right: boolean) => {
  const a = o.build.variable('a', left ? [lanes, k, m] : [lanes, m, k])
  const b = o.build.variable('b', right ? [lanes, n, k] : [lanes, k, n])
  const weight = o.build.variable('w', [lanes])
  const g = o.matMul(a, b, left, right)
  const other = o.matMul(o.tanh(a), b, left, right)
  const by = o.broadcast(o.reshape(weight, [lanes, 1, 1]), g.shape)
  const ways: Readonly<Record<string, Node>> = {
    slope: g,
    'its contrary': o.negate(g),
    weighted: o.multiply(by, g),
    'weighted on the other side': o.multiply(g, by),
    square: o.multiply(g, g),
    'weighted square': o.multiply(by, o.multiply(g, g)),
    size: o.multiply(by, o.absolute(g)),
    'product with another slope': o.multiply(g, o.negate(other)),
    'square of the square': o.multiply(o.multiply(g, g), o.multiply(g, g)),
    'in another shape': o.reshape(o.multiply(g, g), [lanes, n, m]),
    'by what differs inside of a lane': o.multiply(o.reshape(o.broadcast(weight, [m * n, lanes]), g.shape), g),
    sum: o.add(g, by),
  }
  return { inputs: [a, b, weight], ways }
}

const kinds = Object.keys(productsOf(1, true, false).ways)
const shapesOf = (nodes: readonly Node[]): readonly string[] => [...reachableFrom(nodes)].map(({ shape }) => `${shape}`)

describe('a sum over lanes', () => {
  it('law: is the sum of what the lanes have', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(1, 2),
        fc.boolean(),
        fc.boolean(),
        fc.infiniteStream(tensor([m * 2 * lanes])),
        (kind, k, left, right, numbers) => {
          const { inputs, ways } = productsOf(k, left, right)
          const node = ways[kind]!
          const made = sumOverLanes(o, lanes, { node, inLanes: true })
          expect(made.shape).toEqual(node.shape.slice(1))
          const at = inputs.map(({ shape }) => {
            const size = shape.reduce((a, b) => a * b, 1)
            return { shape, data: numbers.next().value.data.slice(0, size) }
          })
          const outputs = [made, o.sum(node, [0])]
          const [got, want] = run(inputs, outputs, at)
          const program = { inputs, outputs }
          expect(allClose(got!, want!, operationCount(program), magnitude(program, at))).toBe(true)
        },
      ),
      { numRuns: 400 },
    ))
  it('never makes the slopes of each sample: one example has outer products, whose squares and sizes are outer products', () => {
    const whole = `${lanes},${m},${n}`
    const { ways } = productsOf(1, true, false)
    const makes = (kind: string): boolean =>
      shapesOf([sumOverLanes(o, lanes, { node: ways[kind]!, inLanes: true })]).includes(whole)
    expect(kinds.filter(makes)).toEqual(['by what differs inside of a lane', 'sum'])
    // Of more than one example a slope is a sum of them: its square is not one of squares.
    const several = productsOf(2, true, false).ways
    const folds = kinds.filter(
      (kind) => !shapesOf([sumOverLanes(o, lanes, { node: several[kind]!, inLanes: true })]).includes(whole),
    )
    expect(folds).toEqual(['slope', 'its contrary', 'weighted', 'weighted on the other side'])
  })
  it('counts what is one for all lanes as often as there are lanes', () => {
    const x = o.build.variable('x', [2])
    const made = sumOverLanes(o, 3, { node: x, inLanes: false })
    expect(run([x], [made], [{ shape: [2], data: Float64Array.of(1, -2) }])).toEqual([[3, -6]])
  })
})
