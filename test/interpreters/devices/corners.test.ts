import { describe, expect, it } from 'vitest'
import { builder, gradient, type Loop, type Node, type Operations, operations, sizeOf } from '../../../src/ir/index.ts'
import { misses, results, wanted } from './agreement.ts'
import { devices } from './devices.ts'

/** The only loop over one carried value, no rows. */
const carrying = (o: Operations, times: number, initial: Node, next: (c: Node) => Node): Node => {
  const carried = o.build.variable('c', initial.shape)
  const over: Loop = {
    times,
    reverse: false,
    index: o.build.variable('i', []),
    carried: [carried],
    initial: [initial],
    sliced: [],
    next: [next(carried)],
  }
  return o.build.loop(over)
}
const final = (o: Operations, unit: Node): Node => o.build.make('final', [unit], { index: 0 })

/** Programs of one input of shape [8, 16], where a careless schedule goes wrong. */
const corners: Readonly<Record<string, (o: Operations, x: Node) => readonly Node[]>> = {
  // Written over itself, the first row would be 0 when the others are reached.
  'a dying operand that is read in two ways is not overwritten': (o, x) => {
    const y = o.matMul(x, o.transpose(x, [1, 0]))
    return [o.subtract(y, o.slice(y, [0, 0], [1, 8]))]
  },
  'a row of a temporary outlives it': (o, x) => {
    const y = o.matMul(x, x, true, false)
    return [o.slice(y, [3, 0], [2, 16])]
  },
  'a carried value that is a stack of an inner loop': (o, x) => {
    const unit = carrying(o, 3, x, (c) => {
      const inner = carrying(o, 8, o.sum(c, [0]), (row) => o.multiply(o.tanh(row), o.constant(0.5)))
      const loop = inner.primitive === 'loop' ? inner.attributes.next[0]! : inner
      return o.build.stack(inner, loop)
    })
    return [final(o, unit)]
  },
  'a loop of no iterations': (o, x) => {
    const unit = carrying(o, 0, x, o.tanh)
    return [final(o, unit), o.build.stack(unit, unit.primitive === 'loop' ? unit.attributes.next[0]! : x)]
  },
  'a carried value that is replaced by something from outside': (o, x) => [
    final(
      o,
      carrying(o, 2, o.tanh(x), () => x),
    ),
    x,
  ],
  'products wide enough for scratch': (o, x) => {
    const wide = o.reshape(o.broadcast(x, [10, 8, 16]), [80, 16])
    const square = o.tanh(o.matMul(wide, wide, false, true))
    return [o.matMul(square, square), o.matMul(square, square, true, true), o.matMul(wide, square, true, false)]
  },
  'second derivatives through a loop in a loop': (o, x) => {
    const unit = carrying(o, 2, x, (c) =>
      final(
        o,
        carrying(o, 3, c, (d) => o.subtract(d, o.multiply(o.constant(0.1), o.sine(o.multiply(d, c))))),
      ),
    )
    const [g] = gradient(o, o.sum(o.multiply(final(o, unit), x)), [x])
    return [g!, ...gradient(o, o.sum(o.multiply(g!, g!)), [x])]
  },
}

describe.each(devices)('$name', (device) => {
  it.each(Object.keys(corners))('%s', async (name) => {
    const o = operations(builder())
    const x = o.build.variable('x', [8, 16])
    const values = [Array.from({ length: sizeOf(x.shape) }, (_, i) => ((i * 37) % 64) / 64 - 0.5)]
    const one = { program: { inputs: [x], outputs: corners[name]!(o, x) }, values }
    const before = [device.buffers(), device.held()]
    expect(misses(await results(device, one), wanted(one))).toEqual([])
    expect([device.buffers(), device.held()]).toEqual(before)
  })

  it('takes any node as an input, also one whose operands are not there', async () => {
    const o = operations(builder())
    const x = o.build.variable('x', [4])
    const wide = o.broadcast(x, [2, 4])
    const unit = carrying(o, 3, o.constant(0, [2, 4]), (c) => o.add(c, wide))
    const cut = device.compile({ inputs: [wide], outputs: [final(o, unit), o.reshape(wide, [8])] })
    const given = device.upload([2, 4], [1, 2, 3, 4, 5, 6, 7, 8])
    const outputs = cut([given])
    expect(Array.from(await device.read(outputs[0]!))).toEqual([3, 6, 9, 12, 15, 18, 21, 24])
    expect(Array.from(await device.read(outputs[1]!))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    for (const buffer of [given, ...outputs]) device.release(buffer)
  })
})
