import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, type Node, type Operations, operations, type Shape } from '../../../src/ir/index.ts'
import { shape, tensor } from '../../arbitraries/index.ts'
import { elementAt, tabulate } from '../coordinates.ts'
import { run } from '../values.ts'

const made = (f: (o: Operations, ...inputs: readonly Node[]) => Node, ...at: readonly Value[]): readonly number[] => {
  const o = operations(builder())
  const inputs = at.map((v, i) => o.build.variable(`x${i}`, v.shape))
  return run(inputs, [f(o, ...inputs)], at)[0]!
}

const shaped = shape().chain((s) => fc.tuple(tensor(s), fc.infiniteStream(fc.nat(9))))
const some = (choices: Iterator<number>, most: number): number => choices.next().value % (most + 1)

/** `f` gives what the primitive makes of a random tensor, and each element of it as defined coordinate by coordinate. */
const agrees = (
  f: (
    x: Value,
    choose: (most: number) => number,
  ) => {
    readonly got: readonly number[]
    readonly shape: Shape
    readonly element: (at: readonly number[]) => number
  },
) =>
  fc.assert(
    fc.property(shaped, ([x, choices]) => {
      const { got, shape, element } = f(x, (most) => some(choices, most))
      expect(got).toEqual(tabulate(shape, element))
    }),
  )

describe('arrangement, coordinate by coordinate', () => {
  it('law: transpose(x)[c] = x[c ∘ p⁻¹]', () =>
    agrees((x, choose) => {
      const p = x.shape.map((_, i) => i).sort(() => choose(1) - 0.5)
      const got = made((o, a) => o.transpose(a!, p), x)
      return {
        got,
        shape: p.map((d) => x.shape[d]!),
        element: (c) =>
          elementAt(
            x,
            p.map((_, d) => c[p.indexOf(d)]!),
          )!,
      }
    }))
  it('law: broadcast(x)[…, c] = x[c], with 0 where the extent was 1', () =>
    agrees((x, choose) => {
      const to = [
        ...Array.from({ length: choose(1) }, () => 1 + choose(2)),
        ...x.shape.map((n) => (n === 1 ? 1 + choose(2) : n)),
      ]
      const got = made((o, a) => o.broadcast(a!, to), x)
      const own = (c: readonly number[]) =>
        c.slice(to.length - x.shape.length).map((i, d) => (x.shape[d] === 1 ? 0 : i))
      return { got, shape: to, element: (c) => elementAt(x, own(c))! }
    }))
  it('law: reshape keeps the elements and their order', () =>
    agrees((x) => {
      const to = [1, x.data.length]
      return { got: made((o, a) => o.reshape(a!, to), x), shape: to, element: ([, i]) => x.data[i!]! }
    }))
  it('law: slice(x)[c] = x[c + begin]', () =>
    agrees((x, choose) => {
      const begin = x.shape.map((n) => choose(n - 1))
      const size = x.shape.map((n, d) => choose(n - begin[d]!))
      return {
        got: made((o, a) => o.slice(a!, begin, size), x),
        shape: size,
        element: (c) =>
          elementAt(
            x,
            c.map((i, d) => i + begin[d]!),
          )!,
      }
    }))
  it('law: pad(x)[c] = x[c − before], 0 outside', () =>
    agrees((x, choose) => {
      const [before, after] = [x.shape.map(() => choose(2)), x.shape.map(() => choose(2))]
      return {
        got: made((o, a) => o.pad(a!, before, after), x),
        shape: x.shape.map((n, d) => before[d]! + n + after[d]!),
        element: (c) =>
          elementAt(
            x,
            c.map((i, d) => i - before[d]!),
          ) ?? 0,
      }
    }))
  it('law: concat along an axis is undone by slices', () =>
    agrees((x, choose) => {
      const of = x.shape.length === 0 ? { ...x, shape: [1] } : x
      const axis = choose(of.shape.length - 1)
      const n = of.shape[axis]!
      return {
        got: made((o, a) => o.concat([a!, o.negate(a!), a!], axis), of),
        shape: of.shape.map((extent, d) => (d === axis ? 3 * extent : extent)),
        element: (c) => {
          const x = elementAt(
            of,
            c.map((i, d) => (d === axis ? i % n : i)),
          )!
          return Math.floor(c[axis]! / n) === 1 ? -x : x
        },
      }
    }))
  it('law: gather(x, i)[r, c] = x[i_r, c], NaN outside', () =>
    agrees((x, choose) => {
      const of = x.shape.length === 0 ? { ...x, shape: [1] } : x
      const rows = Array.from({ length: 1 + choose(3) }, () => choose(of.shape[0]!))
      const indices = { shape: [rows.length], data: Float64Array.from(rows) }
      return {
        got: made((o, a, i) => o.gather(a!, i!), of, indices),
        shape: [rows.length, ...of.shape.slice(1)],
        element: ([r, ...c]) => elementAt(of, [rows[r!]!, ...c]) ?? Number.NaN,
      }
    }))
  it('law: oneHot(i)[c, k] = 1 where k = i_c, else 0, all 0 outside', () =>
    agrees((x, choose) => {
      const indices = { shape: x.shape, data: x.data.map(() => choose(5) - 1) }
      return {
        got: made((o, i) => o.oneHot(i!, 3), indices),
        shape: [...x.shape, 3],
        element: (c) => (elementAt(indices, c.slice(0, -1)) === c[c.length - 1] ? 1 : 0),
      }
    }))
  it('control: a transposition by p⁻¹ in place of p is another', () => {
    const x = { shape: [1, 2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) }
    const [p, q] = [
      [1, 2, 0],
      [2, 0, 1],
    ].map((by) => made((o, a) => o.transpose(a!, by), x))
    expect(p).not.toEqual(q)
  })
})
