import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, type Operations, operations } from '../../../src/ir/index.ts'
import { dyadic } from '../../arbitraries/index.ts'
import { allClose } from '../close.ts'
import { of, run, scalar } from '../values.ts'

/** f, ∇f and the rows of ∇²f of a function of scalars. */
const jetAt = (f: (o: Operations, ...inputs: readonly Node[]) => Node, ...at: readonly number[]): readonly number[] => {
  const o = operations(builder())
  const inputs = at.map((_, i) => o.build.variable(`x${i}`, []))
  const y = f(o, ...inputs)
  const first = gradient(o, y, inputs)
  const second = first.flatMap((g) => gradient(o, g, inputs))
  return run(inputs, [y, ...first, ...second], at.map(scalar))
    .flat()
    .map((x) => x + 0)
}

describe('conventions at kinks', () => {
  it('max(x, 0) has derivative 0 at 0, whichever operand comes second to it', () => {
    expect(jetAt((o, x) => o.maximum(x!, o.constant(0)), 0)).toEqual([0, 0, 0])
  })
  it('law: where max and min tie, the second operand has the whole derivative', () =>
    fc.assert(
      fc.property(dyadic(), (x) => {
        expect(jetAt((o, a, b) => o.maximum(a!, b!), x, x)).toEqual([x, 0, 1, 0, 0, 0, 0])
        expect(jetAt((o, a, b) => o.minimum(a!, b!), x, x)).toEqual([x, 0, 1, 0, 0, 0, 0])
      }),
    ))
  it('√x has derivative 0 at 0, at first and second order', () => {
    expect(jetAt((o, x) => o.squareRoot(x!), 0)).toEqual([0, 0, 0])
  })
  it('a norm has gradient 0 at 0, at first and second order', () => {
    const norm = (o: Operations, ...x: readonly Node[]): Node =>
      o.squareRoot(x.map((a) => o.multiply(a, a)).reduce(o.add))
    expect(jetAt(norm, 0, 0)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(allClose(jetAt(norm, 3, 4).slice(0, 3), [5, 0.6, 0.8], 8)).toBe(true)
  })
  it('|x| and sign x have derivative 0 at 0', () => {
    expect(jetAt((o, x) => o.absolute(x!), 0)).toEqual([0, 0, 0])
    expect(jetAt((o, x) => o.sign(x!), 0)).toEqual([0, 0, 0])
  })
  it('law: ties of a maximum over axes share the cotangent equally', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 }),
        dyadic(),
        (elements, weight) => {
          const o = operations(builder())
          const x = o.build.variable('x', [elements.length])
          const y = o.multiply(o.maximumOver(x, [0]), o.constant(weight))
          const [g] = run([x], gradient(o, y, [x]), [of([elements.length], ...elements)])
          const most = Math.max(...elements)
          const ties = elements.filter((e) => e === most).length
          expect(g!.map((x) => x + 0)).toEqual(elements.map((e) => (e === most ? weight / ties : 0)))
        },
      ),
    ))
  it('stopGradient is the identity with derivative 0', () => {
    expect(jetAt((o, x) => o.multiply(x!, o.stopGradient(x!)), 3)).toEqual([9, 3, 0])
  })
  it('law: a comparison passes no derivative on', () =>
    fc.assert(
      fc.property(dyadic(), dyadic(), (x, y) => {
        const got = jetAt((o, a, b) => o.select(o.less(a!, b!), o.constant(2), o.constant(3)), x, y)
        expect(got).toEqual([x < y ? 2 : 3, 0, 0, 0, 0, 0, 0])
      }),
    ))
})
