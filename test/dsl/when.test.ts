import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { add, exp, innerLoop, less, multiply, norm, type Params, select, sum, tanh, when } from '../../src/dsl/index.ts'
import { type Device, referenceDevice, tfjsDevice, type Value } from '../../src/interpreters/devices/index.ts'
import { evaluationOrder, type Program } from '../../src/ir/index.ts'
import { meaning, meaningOn, near, numbersOf, params, same, scalar, smallLayout } from '../../src/laws/index.ts'
import { right } from './learner.ts'

const given = { theta: params(), bound: scalar() }
const cases = numbersOf(given, smallLayout)

/** Float64 that writes down every operation of the functions it runs. */
const watched = () => {
  const seen: string[] = []
  const exact = referenceDevice()
  const operations = (program: Program) =>
    evaluationOrder(program.outputs, new Set(program.inputs)).map((n) => n.primitive)
  const device: Device<Value> = {
    ...exact,
    compile: (program) => {
      const run = exact.compile(program)
      return (inputs) => {
        seen.push(...operations(program))
        return run(inputs)
      }
    },
  }
  return { device, seen }
}

const low = (theta: Params): Params => exp(multiply(0.125, theta))
const high = (theta: Params): Params => tanh(theta)
const climbing = (theta: Params): Params =>
  innerLoop(5, (at: Params, i) => when(less(sum(at), 8), add(at, add(i, 1)), multiply(0.5, at)))(theta)
const climbed = (theta: readonly number[]): readonly number[] =>
  [0, 1, 2, 3, 4].reduce<readonly number[]>(
    (at, i) => (at.reduce((a, b) => a + b, 0) < 8 ? at.map((x) => x + i + 1) : at.map((x) => x / 2)),
    theta,
  )

describe('when', () => {
  it('law: gives the side that its condition names, slot by slot', async () => {
    const run = meaning(given, ({ theta, bound }) => {
      const sides = when(
        less(sum(theta), bound),
        { theta: low(theta), n: bound },
        { theta: high(theta), n: norm(theta) },
      )
      return { ...sides, selected: select(less(sum(theta), bound), low(theta), high(theta)) }
    })
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const r = await run(n)
        const holds = n.theta.reduce((a, b) => a + b, 0) < n.bound[0]!
        const length = Math.hypot(...n.theta)
        expect(same(r.theta, r.selected) && near(r.n, holds ? n.bound : [length], 16)).toBe(true)
      }),
    )
  })
  it('law: only the side taken is run', async () => {
    const { device, seen } = watched()
    const run = meaningOn(device)(given, ({ theta, bound }) => ({
      theta: when(less(sum(theta), bound), low(theta), high(theta)),
    }))
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        seen.length = 0
        await run(n)
        const holds = n.theta.reduce((a, b) => a + b, 0) < n.bound[0]!
        expect([seen.includes('exponential'), seen.includes('tanh')]).toEqual([holds, !holds])
      }),
    )
  })
  it('control: `select` runs both', async () => {
    const { device, seen } = watched()
    const run = meaningOn(device)(given, ({ theta, bound }) => ({
      theta: select(less(sum(theta), bound), low(theta), high(theta)),
    }))
    await run(fc.sample(cases, 1)[0]!)
    expect([seen.includes('exponential'), seen.includes('tanh')]).toEqual([true, true])
  })
  it('law: in a loop it decides at every iteration', async () => {
    const run = meaning(given, ({ theta }) => ({ theta: climbing(theta) }))
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        expect(same((await run(n)).theta, climbed(n.theta))).toBe(true)
      }),
    )
  })
})

describe('when on wasm', () => {
  const opened: { device?: Device<never> } = {}
  beforeAll(async () => {
    opened.device = right(await tfjsDevice('wasm')()) as never
  })
  it('law: decides there as in float64, and leaks nothing', async () => {
    const device = opened.device!
    const run = meaningOn(device)(given, ({ theta }) => ({ theta: climbing(theta) }))
    const before = device.buffers()
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        // Sixteenths, halved five times at most: exact in float32 too.
        expect(same((await run(n)).theta, climbed(n.theta))).toBe(true)
      }),
    )
    expect(device.buffers()).toBe(before)
  })
})
