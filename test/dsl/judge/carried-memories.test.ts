import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  decodeProgram,
  defaults,
  defineMethod,
  draw,
  encodeProgram,
  innerLoop,
  loss,
  type Memory,
  type Method,
  mean,
  multiply,
  overSamples,
  type Params,
  push,
  reservoir,
  type Scalar,
  softLabels,
  subtract,
  take,
  trajectory,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { eachOperation } from '../../../src/laws/arbitraries/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { played } from '../json/played.ts'

interface Sees {
  readonly theta: Params
  readonly memory: Memory
  readonly batch: Batch
}

const doing = (onBatch: (sees: Sees) => { readonly theta: Params; readonly memory?: Memory }): Method =>
  defineMethod({
    name: 'doing',
    source: 'a test',
    options: {},
    state: () => ({ memory: reservoir(64) }),
    onBatch: () => (slots) => onBatch(slots) as never,
  })

/** The loss on all that a memory holds. A draw of all of it differs by its order alone. */
const onAll = (memory: Memory, at: Params): Scalar => draw(memory, 64, (all) => loss(all)(at), { replacement: false })

const lowered = (theta: Params, by: Scalar): Params => subtract(theta, multiply(by, theta))

const thetaOf = async (method: Method): Promise<readonly number[]> => {
  const end = await played(method.program({}))
  if (typeof end === 'string') throw new Error(end)
  return (end as { readonly theta: readonly (readonly number[])[] }).theta.flat()
}

/** Two batches of two examples in float64: sums of at most a hundred terms of size about 1, in another order. */
const rounding = 100 * 100 * Number.EPSILON

const agree = async (left: Method, right: Method): Promise<void> => {
  const [a, b] = [await thetaOf(left), await thetaOf(right)]
  expect(a.length).toBe(b.length)
  a.forEach((x, i) => expect(Math.abs(x - b[i]!)).toBeLessThanOrEqual(rounding * Math.max(1, Math.abs(x))))
}

describe('memories that a loop carries', () => {
  it('law: the mean along a trajectory reads the memory of each iterate', async () => {
    const looped = doing(({ theta, memory, batch }) => {
      const step = (s: { theta: Params; memory: Memory }) => ({
        theta: s.theta,
        memory: push(s.memory, take(batch, 1)),
      })
      const along = mean(trajectory(2, step)({ theta, memory }), (s) => onAll(s.memory, s.theta))
      return { theta: lowered(theta, along), memory: push(memory, batch) }
    })
    const unrolled = doing(({ theta, memory, batch }) => {
      const once = push(memory, take(batch, 1))
      const along = multiply(0.5, add(onAll(once, theta), onAll(push(once, take(batch, 1)), theta)))
      return { theta: lowered(theta, along), memory: push(memory, batch) }
    })
    await agree(looped, unrolled)
    // Control: the memory of the state, or of the end alone, would give something else.
    const of = (times: number) =>
      doing(({ theta, memory, batch }) => {
        const full = innerLoop(times, (m: Memory) => push(m, take(batch, 1)))(memory)
        return { theta: lowered(theta, onAll(full, theta)), memory: push(memory, batch) }
      })
    for (const other of [of(0), of(2)]) await expect(agree(looped, other)).rejects.toThrow()
  })

  it('law: what a loop inside a loop pushes is of the iteration around it', async () => {
    const filled = (x: Batch, batch: Batch, memory: Memory): Memory => push(push(memory, take(batch, 1)), x)
    const looped = doing(({ theta, memory, batch }) => ({
      theta: overSamples(batch, (at: Params, x) => {
        const full = innerLoop(2, (m: Memory) => filled(x, batch, m))(memory)
        return lowered(at, onAll(full, at))
      })(theta),
    }))
    const unrolled = doing(({ theta, memory, batch }) => ({
      theta: [take(batch, 1), take(batch, 1, 1)].reduce<Params>((at, x) => {
        const full = filled(x, batch, filled(x, batch, memory))
        return lowered(at, onAll(full, at))
      }, theta),
    }))
    await agree(looped, unrolled)
  })

  it('a memory goes through a loop over samples whose labels the program makes', async () => {
    const method = doing(({ theta, memory, batch }) => {
      const step = (s: { theta: Params; memory: Memory }, x: Batch) => ({
        theta: lowered(s.theta, loss(x)(s.theta)),
        memory: push(s.memory, take(batch, 1)),
      })
      return overSamples(softLabels(batch, theta), step)({ theta, memory })
    })
    // Two tasks of two batches of two samples.
    expect(await played(method.program({}))).toMatchObject({ memory: { seen: 8 } })
  })

  it('a memory goes through as many iterations as a loop has', async () => {
    const method = doing(({ theta, memory, batch }) => ({
      theta,
      memory: innerLoop(20_000, (m: Memory) => push(m, batch))(memory),
    }))
    expect(await played(method.program({}))).toMatchObject({ memory: { seen: 4 * 2 * 20_000 } })
  })
})

type Nodes = Record<string, unknown>[]

const renamed = (program: unknown): unknown =>
  JSON.parse(JSON.stringify(program), (key, value) => {
    if (key !== 'nodes') return value
    return (value as Nodes).map((node, i) => (node._tag === 'Variable' ? { ...node, name: `zzz${i % 3}` } : node))
  })

describe('law: a variable is itself, whatever it is called', () => {
  const small = (method: Method) =>
    Object.fromEntries(
      Object.entries(defaults(method.options)).map(([name, value]) => {
        const fewer = typeof value === 'number' && Number.isInteger(value) && value > 3 ? 3 : value
        return [name, method.options[name]!.codec.is(fewer) ? fewer : value]
      }),
    )
  const all = [...Object.entries(methods), ...eachOperation]
  it.each(all)('%s', async (_, method) => {
    const program = method.program(small(method))
    const read = decodeProgram(renamed(encodeProgram(program)))
    if (E.isLeft(read)) throw new Error(render(read.left))
    expect(await played(read.right)).toEqual(await played(program))
  })
})
