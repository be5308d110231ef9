import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, operations, simplify } from '../../src/ir/index.ts'
import { loop } from './loop.ts'
import { run, scalar } from './values.ts'

const chain = (start: Node, length: number, f: (x: Node, i: number) => Node): Node =>
  Array.from({ length }).reduce<Node>((x, _, i) => f(x, i), start)

describe('programs deeper than the call stack', () => {
  const depth = 15_000
  it('are evaluated, differentiated and simplified', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const y = chain(x, depth, (so, i) => (i % 2 === 0 ? o.negate(so) : o.add(so, x)))
    const [g] = gradient(o, y, [x])
    const program = simplify({ inputs: [x], outputs: [y, g!] })
    expect(run(program.inputs, program.outputs, [scalar(3)])).toEqual(run([x], [y, g!], [scalar(3)]))
  })
  it('may hold a loop before, within and after', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const long = (start: Node): Node => chain(start, depth, (so) => o.negate(so))
    const { final } = loop(o, { times: 2, initial: long(x), next: (c) => o.multiply(long(c), long(x)) })
    expect(run([x], [final, ...gradient(o, long(final), [x])], [scalar(3)])).toEqual([[27], [27]])
  })
})
