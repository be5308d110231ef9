import { describe, expect, it } from 'vitest'
import { cotangentFlow } from '../../src/ir/flow.ts'
import { builder, type Node, operations } from '../../src/ir/index.ts'

const o = operations(builder())
const [x, y] = ['x', 'y'].map((name) => o.build.variable(name, [2])) as [Node, Node]
const product = o.multiply(x, y)
const sum = o.add(product, o.stopGradient(y))

describe('where cotangents flow', () => {
  it('is to every operand that is given one, each told once', () => {
    const flow = cotangentFlow(o, new Set())
    expect(new Set(flow([sum]))).toEqual(new Set([sum, sum.inputs[1], product, x, y]))
    expect(flow([product, sum])).toEqual([])
  })

  it('is not to what no derivative passes, nor to what is outside', () => {
    expect(new Set(cotangentFlow(o, new Set())([o.stopGradient(x)]))).toEqual(new Set([o.stopGradient(x)]))
    expect(new Set(cotangentFlow(o, new Set([y]))([product]))).toEqual(new Set([product, x]))
    expect(cotangentFlow(o, new Set([product]))([product])).toEqual([])
  })

  it('is through a loop: to what it starts with, and to what each turn makes of it', () => {
    const carried = o.build.variable('c', [2])
    const next = o.multiply(carried, y)
    const unit = o.build.loop({
      times: 3,
      reverse: false,
      index: o.build.variable('i', []),
      carried: [carried],
      initial: [x],
      sliced: [],
      next: [next],
    })
    const final = o.build.make('final', [unit], { index: 0 })
    expect(new Set(cotangentFlow(o, new Set())([final]))).toEqual(new Set([final, carried, next, x, y]))
    const all = o.build.stack(unit, next)
    expect(new Set(cotangentFlow(o, new Set([y]))([all]))).toEqual(new Set([all, next, carried, x]))
  })
})
