import { describe, expect, it } from 'vitest'
import { lower } from '../../../../src/interpreters/devices/tensorflow/lower.ts'
import { builder, gradient, type Node, operations } from '../../../../src/ir/index.ts'

const o = operations(builder())
const { build } = o

/** Σ tanh(c·x) carried over so many iterations, and what each was. */
const looped = (x: Node, times: number): { readonly final: Node; readonly unit: Node; readonly body: Node } => {
  const carried = build.variable('c', x.shape)
  const body = o.tanh(o.multiply(carried, x))
  const unit = build.loop({
    times,
    reverse: false,
    index: build.variable('i', []),
    carried: [carried],
    initial: [x],
    sliced: [],
    next: [body],
  })
  return { unit, body, final: build.make('final', [unit], { index: 0 }) }
}

const operationsOf = (inputs: readonly Node[], outputs: readonly Node[], unrolled = 100): readonly string[] =>
  lower({ inputs, outputs }, 'f', unrolled).functions.flatMap(({ nodeDef }) => nodeDef.map(({ op }) => op))

const count = (all: readonly string[], op: string): number => all.filter((each) => each === op).length

describe('a program as functions of TensorFlow', () => {
  const x = build.variable('x', [4])

  it('law: a short loop is unrolled, and one that is longer than that stays a loop', () => {
    const { final } = looped(x, 20)
    expect(count(operationsOf([x], [final], 100), 'Tanh')).toBe(20)
    const kept = operationsOf([x], [final], 39)
    expect([count(kept, 'Tanh'), count(kept, 'StatelessWhile')]).toEqual([1, 1])
  })

  it('law: its size does not grow with how often loops run, in any order of derivative', () => {
    const sizeOf = (times: number): number => {
      const [first] = gradient(o, o.sum(looped(x, times).final), [x])
      return operationsOf([x], gradient(o, o.sum(o.multiply(first!, first!)), [x]), 0).length
    }
    expect(sizeOf(500)).toBe(sizeOf(50))
    // Control: what is unrolled does.
    const { final } = looped(x, 50)
    expect(operationsOf([x], [final], 1e6).length).toBeGreaterThan(operationsOf([x], [final], 0).length + 50)
  })

  it('law: the rows that a loop leaves for its derivative are set into a list, and never packed together', () => {
    const all = operationsOf([x], gradient(o, o.sum(looped(x, 50).final), [x]), 0)
    expect(count(all, 'TensorListSetItem')).toBeGreaterThan(0)
    expect(count(all, 'TensorListGetItem')).toBeGreaterThan(0)
    expect([count(all, 'TensorListStack'), count(all, 'Pack'), count(all, 'ConcatV2')]).toEqual([0, 0, 0])
    // Control: who asks for all of them gets one tensor.
    const { unit, body } = looped(x, 50)
    expect(count(operationsOf([x], [build.stack(unit, body)], 0), 'TensorListStack')).toBe(1)
  })

  it('law: functions that it calls come before it, each of a name of its own', () => {
    const { final } = looped(x, 20)
    const { functions } = lower({ inputs: [x], outputs: [final, looped(o.sine(x), 30).final] }, 'f', 0)
    const names = functions.map(({ signature }) => signature.name)
    expect(new Set(names).size).toBe(5)
    expect(names.at(-1)).toBe('f')
    functions.forEach(({ nodeDef }, i) => {
      for (const { attr } of nodeDef)
        for (const value of Object.values(attr))
          if ('func' in value) expect(names.slice(0, i)).toContain(value.func.name)
    })
  })

  it('law: a convolution and its slopes, by filter and by images, of any order, are convolutions, without patches', () => {
    const [images, filter] = [build.variable('images', [2, 6, 6, 3]), build.variable('filter', [27, 4])]
    const sliding = { window: [3, 3], strides: [2, 1], padding: [1, 1, 0, 0] } as const
    const patches = o.patches(images, sliding)
    const made = o.matMul(o.reshape(patches, [2 * 3 * 4, 27]), filter)
    const first = gradient(o, o.sum(o.multiply(made, o.multiply(made, made))), [images, filter])
    const norm = first.map((g) => o.sum(o.multiply(g, g))).reduce(o.add)
    const all = operationsOf([images, filter], [made, ...first, ...gradient(o, norm, [images, filter])])
    for (const op of ['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput']) expect(all).toContain(op)
    for (const op of ['ExtractImagePatches', 'StridedSliceGrad', 'MatMul']) expect(all).not.toContain(op)
    // Control: patches that are read as such are made.
    expect(operationsOf([images], [o.maximumOver(patches, [3])])).toContain('ExtractImagePatches')
  })

  it('law: a broadcast that an operation does by itself is not made', () => {
    const wide = build.variable('wide', [3, 4])
    expect(operationsOf([x, wide], [o.add(wide, x)])).toEqual(['AddV2'])
    expect(operationsOf([x], [o.broadcast(x, [3, 4])])).toContain('BroadcastTo')
  })

  it('law: what only renames an input, or is a number, is no work', () => {
    const { functions, outputs } = lower({ inputs: [x], outputs: [o.reshape(x, [2, 2]), o.constant(3), x] }, 'f', 0)
    expect(functions).toEqual([])
    expect(outputs).toEqual([
      { _tag: 'Input', position: 0 },
      { _tag: 'Constant', value: 3 },
      { _tag: 'Input', position: 0 },
    ])
  })

  it('what the host decides is refused as a fault of ours', () => {
    const [gram, linear] = [build.variable('G', [2, 2]), build.variable('b', [2])]
    const solved = build.make('quadraticProgram', [gram, linear, o.constant(0)], {})
    expect(() => lower({ inputs: [gram, linear], outputs: [solved] }, 'f', 0)).toThrow('internal: quadraticProgram')
  })
})
