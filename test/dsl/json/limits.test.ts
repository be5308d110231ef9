import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeProgram, encodeProgram, methodFromJson, type Syntax } from '../../../src/dsl/index.ts'
import { limits } from '../../../src/dsl/judge/limits.ts'
import { render } from '../../../src/fault.ts'
import { edited, type HandWritten } from './document.ts'
import { played } from './played.ts'

const refusal = (u: unknown): string => {
  const result = decodeProgram(u)
  return E.isLeft(result) ? render(result.left) : 'taken'
}

/** The document with more nodes after its own, θ becoming the last of them. */
const withMore = (more: readonly Record<string, unknown>[]): unknown =>
  edited((of: HandWritten) => {
    const handler = of.handlers.onBatch!
    handler.nodes = handler.nodes.concat(more)
    handler.updates.theta = handler.nodes.length - 1
  })

/** A chain of that many nodes on top of θ. */
const negations = (length: number): readonly Record<string, unknown>[] =>
  Array.from({ length }, (_, i) => ({ _tag: 'Unary', operator: 'negate', of: i === 0 ? 0 : 18 + i }))

/** The same, each node mentioning the one before twice: as a tree it would have 2ⁿ leaves. */
const doublings = (length: number): readonly Record<string, unknown>[] =>
  Array.from({ length }, (_, i) => {
    const below = i === 0 ? 0 : 18 + i
    return { _tag: 'Binary', operator: 'maximum', left: below, right: below }
  })

const nested = (depth: number): unknown => {
  let inner: unknown = 'scalar'
  for (let i = 0; i < depth; i++) inner = { names: [], elements: [inner] }
  return inner
}

describe('documents too large', () => {
  it('a million nodes are refused at once', () => {
    const million = Array.from({ length: 1e6 }, () => ({ _tag: 'Literal', value: 1 }))
    const start = performance.now()
    expect(refusal(withMore(million))).toBe(
      `program: a program may have at most ${limits.nodes} nodes, got 1000019.\n  in        handlers.onBatch.nodes`,
    )
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('so are nodes that are too many together, over several events', () => {
    const half = Array.from({ length: limits.nodes / 2 }, () => ({ _tag: 'Literal', value: 1 }))
    const both = edited((of) => {
      const { onBatch } = of.handlers
      const longer = { ...onBatch!, nodes: onBatch!.nodes.concat(half) }
      return { ...of, handlers: { onBatch: longer, onTaskEnd: longer } }
    })
    expect(refusal(both)).toContain(`a program may have at most ${limits.nodes} nodes`)
    expect(refusal(both)).toContain('handlers.onTaskEnd.nodes')
  })

  it('as many nodes as there may be are taken, and compile and run', async () => {
    const many = Array.from({ length: limits.nodes - 23 }, () => ({ _tag: 'Literal', value: 1 }))
    const result = decodeProgram(withMore([...many, { _tag: 'Unary', operator: 'negate', of: 0 }]))
    if (E.isLeft(result)) throw new Error(render(result.left))
    expect(await played(result.right)).toBeTypeOf('object')
  })

  it('a chain of 10⁵ nodes is refused where it becomes too deep; nothing overflows', () => {
    expect(refusal(withMore(negations(19_000)))).toBe(
      `program: a program may be at most ${limits.depth} nodes deep, got ${limits.depth + 1}.\n  in        handlers.onBatch.nodes[${19 + limits.depth - 1}]`,
    )
    expect(refusal(withMore(negations(100_000)))).toContain('a program may have at most')
  })

  it('as deep as may be compiles and runs, shared nodes being one', async () => {
    for (const deep of [negations(limits.depth - 2), doublings(limits.depth - 2)]) {
      const result = decodeProgram(withMore(deep))
      if (E.isLeft(result)) throw new Error(render(result.left))
      expect(await played(result.right)).toBeTypeOf('object')
    }
  })

  it('the encoder goes as deep as a program does: 10⁵ nodes', () => {
    const result = decodeProgram(withMore(negations(1)))
    if (E.isLeft(result)) throw new Error(render(result.left))
    const program = result.right
    const onBatch = program.handlers.onBatch!
    let theta: Syntax = onBatch.updates.theta!
    for (let i = 0; i < 100_000; i++) theta = { _tag: 'Unary', operator: 'negate', of: theta }
    const written = encodeProgram({ ...program, handlers: { onBatch: { ...onBatch, updates: { theta } } } })
    expect(refusal(written)).toContain('a program may have at most')
  })

  it('values nested 10⁵ deep are refused without following them', () => {
    const kind = nested(100_000)
    expect(refusal(withMore([{ _tag: 'Variable', name: 'x', kind }]))).toContain(
      'handlers.onBatch.nodes[19].kind.elements[0]',
    )
    for (const where of ['name', 'operator', 'of', 'left', 'parts', 'definition'])
      expect(
        refusal(withMore([{ _tag: 'Combinator', name: 'x', parts: {}, definition: [0], [where]: kind }])),
      ).toContain('[19]')
    expect(refusal(kind)).toContain('program: ')
    expect(methodFromJson(kind)._tag).toBe('Left')
    expect(refusal(edited((of) => ({ ...of, options: { rate: kind } })))).toContain('options.rate')
  })

  it('derivatives within derivatives are refused beyond a few', () => {
    const towers = (height: number) =>
      Array.from({ length: height }, (_, i) => i).flatMap((i) => {
        const at = 19 + 4 * i
        return [
          { _tag: 'Variable', name: 'p', kind: { params: 'learner' } },
          { _tag: 'Measure', measure: 'loss', parameters: at, batch: 4 },
          { _tag: 'Gradient', bound: [at], body: at + 1, at: [i === 0 ? 0 : at - 1] },
          { _tag: 'Component', of: at + 2, index: 0 },
        ]
      })
    expect(refusal(withMore(towers(limits.derivatives)))).toBe('taken')
    expect(refusal(withMore(towers(limits.derivatives + 1)))).toContain(
      `derivatives may nest at most ${limits.derivatives} deep`,
    )
  })

  it('a node under too many variables is refused', () => {
    const count = 2 * limits.variables
    const variables = Array.from({ length: count }, () => ({
      _tag: 'Variable',
      name: 'v',
      kind: { params: 'learner' },
    }))
    const sums = Array.from({ length: count - 1 }, (_, i) => ({
      _tag: 'Binary',
      operator: 'add',
      left: i === 0 ? 19 : 19 + count + i - 1,
      right: 20 + i,
    }))
    expect(refusal(withMore([...variables, ...sums]))).toContain(
      `a node may lie under at most ${limits.variables} variables`,
    )
  })

  it('lists and records inside a node are bounded', () => {
    const long = Array.from({ length: limits.entries + 1 }, () => 0)
    const parts = Object.fromEntries(long.map((_, i) => [`p${i}`, { number: 1 }]))
    expect(refusal(withMore([{ _tag: 'Combinator', name: 'x', parts: {}, definition: long }]))).toContain(
      '[19].definition',
    )
    expect(refusal(withMore([{ _tag: 'Combinator', name: 'x', parts, definition: [0] }]))).toContain('[19].parts')
    expect(refusal(withMore([{ _tag: 'Option', name: 'r'.repeat(1e6) }]))).toContain('[19].name')
  })
})
