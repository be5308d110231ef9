import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  decodeProgram,
  defineMethod,
  dot,
  encodeProgram,
  grad,
  gradientStep,
  innerLoop,
  loss,
  methodFromJson,
  type Params,
  positive,
  type Syntax,
  sum,
} from '../../../src/dsl/index.ts'
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

  /** Variables p₁ … pₙ, a loss at their sum, and a derivative by each, from the inside out: ⟨∇, ∇⟩ makes it a number again. */
  const towers = (height: number): readonly Record<string, unknown>[] => {
    const nodes: Record<string, unknown>[] = []
    const put = (node: Record<string, unknown>): number => 18 + nodes.push(node)
    const variables = Array.from({ length: height }, () =>
      put({ _tag: 'Variable', name: 'p', kind: { params: 'learner' } }),
    )
    const all = variables.reduce((left, right) => put({ _tag: 'Binary', operator: 'add', left, right }))
    let value = put({ _tag: 'Measure', measure: 'loss', parameters: all, batch: 4 })
    let derivative = 0
    for (const variable of variables) {
      const taken = put({ _tag: 'Gradient', bound: [variable], body: value, at: [0] })
      derivative = put({ _tag: 'Component', of: taken, index: 0 })
      value = put({ _tag: 'Reduce', operator: 'sum', of: derivative })
    }
    return [...nodes, { _tag: 'Unary', operator: 'negate', of: derivative }]
  }

  it('derivatives of derivatives are refused beyond a few', () => {
    expect(refusal(withMore(towers(limits.derivatives)))).toBe('taken')
    expect(refusal(withMore(towers(limits.derivatives + 1)))).toContain(
      `derivatives may nest at most ${limits.derivatives} deep`,
    )
  })

  it('one gradient step after another is no derivative of a derivative', () => {
    const steps = Array.from({ length: 3 * limits.derivatives }, (_, i) => i).flatMap((i) => {
      const at = 19 + 4 * i
      return [
        { _tag: 'Variable', name: 'p', kind: { params: 'learner' } },
        { _tag: 'Measure', measure: 'loss', parameters: at, batch: 4 },
        { _tag: 'Gradient', bound: [at], body: at + 1, at: [i === 0 ? 0 : at - 1] },
        { _tag: 'Component', of: at + 2, index: 0 },
      ]
    })
    expect(refusal(withMore(steps))).toBe('taken')
  })

  it('so is a derivative of all of them, which is one more and not one a step', () => {
    const outer = 19
    const count = 3 * limits.derivatives
    const steps = Array.from({ length: count }, (_, i) => i).flatMap((i) => {
      const at = 20 + 4 * i
      return [
        { _tag: 'Variable', name: 'p', kind: { params: 'learner' } },
        { _tag: 'Measure', measure: 'loss', parameters: at, batch: 4 },
        { _tag: 'Gradient', bound: [at], body: at + 1, at: [i === 0 ? outer : at - 1] },
        { _tag: 'Component', of: at + 2, index: 0 },
      ]
    })
    const last = 20 + 4 * count
    const whole = [
      { _tag: 'Variable', name: 'q', kind: { params: 'learner' } },
      ...steps,
      { _tag: 'Reduce', operator: 'sum', of: last - 1 },
      { _tag: 'Gradient', bound: [outer], body: last, at: [0] },
      { _tag: 'Component', of: last + 1, index: 0 },
    ]
    expect(refusal(withMore(whole))).toBe('taken')
  })

  it('law: those in a row nest in nothing, whatever function takes them: at the point, in what it captures, in a loop', () => {
    const rate = positive(0.1)
    const chains: Readonly<Record<string, (batch: Batch, at: Params) => Params>> = {
      'at the point of the next': (batch, at) => grad(loss(batch))(at),
      'a step at a time': (batch, at) => gradientStep({ loss: loss(batch), rate: 0.1 })(at),
      'captured by the next': (batch, at) => grad((p: Params) => add(loss(batch)(p), dot(p, at)))(at),
      'in a loop': (batch, at) => innerLoop(2, gradientStep({ loss: loss(batch), rate: 0.1 }))(at),
    }
    for (const [name, step] of Object.entries(chains))
      for (const around of [0, 1, limits.derivatives - 1, limits.derivatives]) {
        const method = defineMethod({
          name: 'chain',
          source: 'a test',
          options: { rate },
          state: () => ({}),
          onBatch:
            () =>
            ({ theta, batch }) => {
              const row = (at: Params) => Array.from({ length: 12 }).reduce((so: Params) => step(batch, so), at)
              const nested = Array.from({ length: around }).reduce<(at: Params) => Params>(
                (inner) => grad((p: Params) => sum(inner(p))),
                row,
              )
              return { theta: nested(theta) }
            },
        })
        const read = decodeProgram(JSON.parse(JSON.stringify(encodeProgram(method.program({ rate: 0.1 })))))
        expect([name, around, E.isRight(read)]).toEqual([name, around, around < limits.derivatives])
      }
  })

  it('loops within one another run a bounded number of times together, those that prepare examples fewer', () => {
    const loops = (times: readonly number[], inside: readonly Record<string, unknown>[], next: number) => {
      const nodes: Record<string, unknown>[] = [...inside]
      const put = (node: Record<string, unknown>): number => 18 + nodes.push(node)
      let value = next
      for (const count of times) {
        const index = put({ _tag: 'Variable', name: 'i', kind: 'scalar' })
        const bound = put({ _tag: 'Variable', name: 's', kind: { params: 'learner' } })
        const sum = put({ _tag: 'Binary', operator: 'add', left: bound, right: value })
        const loop = put({ _tag: 'Loop', times: count, index, bound: [bound], initial: [0], next: [sum] })
        value = put({ _tag: 'Component', of: loop, index: 0 })
      }
      return nodes
    }
    expect(refusal(withMore(loops([100, 1000], [], 0)))).toBe('taken')
    expect(refusal(withMore(loops([100, 1001], [], 0)))).toContain(
      `loops within one another may run at most ${limits.iterations} times together, got 100100`,
    )
    const drawn = [
      { _tag: 'Draw', memory: 1, count: 1, replacement: true, iterations: [] },
      { _tag: 'Measure', measure: 'loss', parameters: 0, batch: 19 },
    ]
    expect(refusal(withMore(loops([50, 1000], drawn, 20)))).toBe('taken')
    expect(refusal(withMore(loops([50, 1001], drawn, 20)))).toContain('examples may be prepared at most')
  })

  it('a kind that there is none of is answered with those that there are', () => {
    expect(refusal(withMore([{ _tag: 'Variable', name: 'x', kind: 'number' }]))).toContain(
      'one of scalar, condition, batch, memory, episodes, steps, or { "params": network }',
    )
  })

  it('batches, parts of memories and coordinates are bounded', () => {
    const most = limits.size
    const at = (node: Record<string, unknown>) =>
      refusal(withMore([node, { _tag: 'Unary', operator: 'negate', of: 0 }]))
    const draw = (count: number) => at({ _tag: 'Draw', memory: 1, count, replacement: true, iterations: [] })
    expect(draw(most)).toBe('taken')
    expect(draw(most + 1)).toContain(`\`count\` may be at most ${most}, got ${most + 1}`)
    expect(at({ _tag: 'Take', batch: 4, from: 0, size: most + 1 })).toContain('`size` may be at most')
    expect(at({ _tag: 'Ring', capacity: most + 1 })).toContain('`capacity` may be at most')
    // What a reservoir has room for takes none until it is filled.
    expect(at({ _tag: 'Reservoir', capacity: 1e9, inclusive: false })).toBe('taken')
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
