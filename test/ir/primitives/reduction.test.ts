import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, operations } from '../../../src/ir/index.ts'
import { shape, tensor } from '../../arbitraries/index.ts'
import { allClose } from '../close.ts'
import { coordinatesOf, elementAt, tabulate } from '../coordinates.ts'
import { of, run } from '../values.ts'

/** For each coordinate of the kept axes, the elements that a reduction folds into it. */
const groups = shape().chain((s) =>
  fc.record({ x: tensor(s), axes: fc.shuffledSubarray(s.map((_, i) => i)) }).map(({ x, axes }) => ({
    x,
    axes,
    elements: coordinatesOf(x.shape.map((n, d) => (axes.includes(d) ? 1 : n))).map((kept) =>
      coordinatesOf(x.shape.map((n, d) => (axes.includes(d) ? n : 1))).map(
        (own) =>
          elementAt(
            x,
            kept.map((c, d) => c + own[d]!),
          )!,
      ),
    ),
  })),
)

describe('reductions and products', () => {
  it('law: sum and maximumOver fold exactly the elements along their axes', () =>
    fc.assert(
      fc.property(groups, ({ x, axes, elements }) => {
        const { build } = operations(builder())
        const input = build.variable('x', x.shape)
        const outputs = [build.make('sum', [input], { axes }), build.make('maximumOver', [input], { axes })]
        const [sums, maxima] = run([input], outputs, [x])
        const added = elements.map((list) => list.reduce((a, b) => a + b, 0))
        expect(allClose(sums!, added, x.data.length)).toBe(true)
        expect(maxima).toEqual(elements.map((list) => Math.max(...list)))
      }),
    ))
  it('law: matMul is Σ_k A_ik B_kj, for each way of transposing', () =>
    fc.assert(
      fc.property(
        fc
          .tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 4 })), fc.boolean(), fc.boolean())
          .chain(([m, k, n, left, right]) => {
            const [a, b] = [left === true ? [k, m] : [m, k], right === true ? [n, k] : [k, n]] as number[][]
            return fc.tuple(tensor(a!), tensor(b!), fc.constant(left === true), fc.constant(right === true))
          }),
        ([a, b, left, right]) => {
          const o = operations(builder())
          const inputs = [a, b].map((v, i) => o.build.variable(`x${i}`, v.shape))
          const k = left ? a.shape[0]! : a.shape[1]!
          const size = [left ? a.shape[1]! : a.shape[0]!, right ? b.shape[0]! : b.shape[1]!]
          const want = tabulate(size, ([i, j]) =>
            Array.from({ length: k }, (_, p) => {
              const x = elementAt(a, left ? [p, i!] : [i!, p])!
              return x * elementAt(b, right ? [j!, p] : [p, j!])!
            }).reduce((so, x) => so + x, 0),
          )
          expect(allClose(run(inputs, [o.matMul(inputs[0]!, inputs[1]!, left, right)], [a, b])[0]!, want, 2 * k)).toBe(
            true,
          )
        },
      ),
    ))
  it('an empty sum is 0, an empty maximum −∞', () => {
    const { build } = operations(builder())
    const x = build.variable('x', [0, 2])
    const outputs = [build.make('sum', [x], { axes: [0] }), build.make('maximumOver', [x], { axes: [0] })]
    expect(run([x], outputs, [of([0, 2])])).toEqual([
      [0, 0],
      [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ])
  })
})
