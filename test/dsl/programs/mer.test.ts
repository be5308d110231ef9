import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import {
  draw,
  gradientStep,
  innerLoop,
  join,
  type Memory,
  overSamples,
  type Params,
  push,
  reservoir,
} from '../../../src/dsl/index.ts'
import { near, plus } from '../../../src/laws/index.ts'
import { batches, exampleOf, thetas } from '../examples.ts'
import { learner, linear } from '../learner.ts'
import { lossGradient } from '../softmax-regression.ts'
import { mer } from './mer.ts'
import { stepped } from './through-tasks.ts'

const [rate, k, rounds, capacity] = [0.25, 2, 2, 6]
const options = { rate, replay: k, batches: rounds, memory: capacity }

/** The same draws in the same places, and plain steps over them. */
const plain = learner(
  ({ theta, memory, batch, loss }) =>
    overSamples(batch, ({ theta, memory }: { readonly theta: Params; readonly memory: Memory }, x) => ({
      theta: innerLoop(rounds, (at: Params) =>
        draw(memory, k, (old) =>
          overSamples(join(x, old), (so: Params, sample) => gradientStep({ loss: loss(sample), rate })(so))(at),
        ),
      )(theta),
      memory: push(memory, x),
    }))({ theta, memory }),
  { memories: { memory: reservoir(capacity, {}, { inclusive: true }) } },
)
/** Algorithm 1 with nothing to replay, by hand: every sample `rounds` times, a part β of each, a part γ of all. */
const byHand = (theta: readonly number[], batch: HostBatch, beta: number, gamma: number): readonly number[] =>
  Array.from({ length: batch.count }).reduce<readonly number[]>((before, _, i) => {
    const x = exampleOf(batch, i)
    const within = Array.from({ length: rounds }).reduce<readonly number[]>(
      (at) => plus(at, lossGradient(at, x), -beta * rate),
      before,
    )
    return before.map((b, m) => b + gamma * (within[m]! - b))
  }, theta)

const cases = [thetas(8), batches(3), fc.nat(1e6)] as const

describe('MER', () => {
  it('law: with β = γ = 1 it is plain descent over the same samples', () =>
    fc.assert(
      fc.asyncProperty(...cases, async (theta, batch, seed) => {
        const got = await stepped(mer, { ...options, beta: 1, gamma: 1 }, linear)(theta, batch, seed)
        expect(near(got.theta, (await plain(theta, batch, { seed })).theta, 256, 4)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: with nothing to replay it is single steps by hand', () =>
    fc.assert(
      fc.asyncProperty(...cases, async (theta, batch, seed) => {
        const got = await stepped(mer, { ...options, replay: 0, beta: 0.5, gamma: 0.75 }, linear)(theta, batch, seed)
        expect(near(got.theta, byHand(theta, batch, 0.5, 0.75), 256, 4)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: with γ = 0 or β = 0 nothing is learned, and the samples are remembered', () =>
    fc.assert(
      fc.asyncProperty(...cases, fc.boolean(), async (theta, batch, seed, within) => {
        const none = within ? { beta: 0, gamma: 1 } : { beta: 1, gamma: 0 }
        const got = await stepped(mer, { ...options, ...none }, linear)(theta, batch, seed)
        expect(near(got.theta, theta, 0)).toBe(true)
        expect(got.remembered).toBe(batch.count)
      }),
      { numRuns: 30 },
    ))
  it('control: replay changes what is learned', async () => {
    const points = fc.sample(fc.tuple(...cases), 5)
    const results = await Promise.all(
      points.map(([theta, batch, seed]) =>
        stepped(mer, { ...options, beta: 0.5, gamma: 0.75 }, linear)(theta, batch, seed),
      ),
    )
    expect(results.every((r, i) => near(r.theta, byHand(points[i]![0], points[i]![1], 0.5, 0.75), 1e6, 1))).toBe(false)
  })
})
