import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { near, same } from '../../src/laws/index.ts'
import { finetune, ogd } from '../../src/methods/index.ts'
import { slopeAt } from './least-squares.ts'
import { type Happening, played, thetaAfter } from './played.ts'
import { regressions, vectors } from './points.ts'

type Vector = readonly number[]
const dot = (a: Vector, b: Vector): number => a.reduce((so, ai, i) => so + ai * b[i]!, 0)

/** Lines from three numbers to one: four parameters, of which the gradients of two examples hold two. */
const on = { between: { inputShape: [3], outputs: 1 } }
const cases = fc.tuple(regressions(2, 3), regressions(5, 3, 1), vectors(4))
const course = (first: HostBatch, second: HostBatch): readonly Happening[] => [
  ['batch', first],
  ['end', first],
  ['batch', second],
  ['batch', second],
  ['batch', second],
]

/** The gradient of what is called its labelled output: y f(x), with f(x) = wᵀx + b. */
const stored = (batch: HostBatch): readonly Vector[] =>
  Array.from({ length: batch.count }, (_, row) =>
    [...batch.inputs.subarray(3 * row, 3 * row + 3), 1].map((x) => batch.targets[row]! * x),
  )

/** Gram–Schmidt; of vectors that are not independent but for rounding nothing is asked. */
const basisOf = (vectors: readonly Vector[]): readonly Vector[] =>
  vectors.reduce<readonly Vector[]>((so, v) => {
    const left = so.reduce<Vector>((r, u) => r.map((ri, i) => ri - dot(u, r) * u[i]!), v)
    const length = Math.sqrt(dot(left, left))
    return length === 0 ? so : [...so, left.map((x) => x / length)]
  }, [])

const independent = ([first]: readonly [HostBatch, ...unknown[]]): boolean => {
  const [a, b] = stored(first) as [Vector, Vector]
  return dot(a, a) > 0 && dot(b, b) > 0 && dot(a, b) ** 2 < 0.99 * dot(a, a) * dot(b, b)
}

describe('ogd', () => {
  it('law: with nothing stored it is finetuning, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const none = await thetaAfter(ogd, course(first, second), { ...on, theta, set: { rate: 0.125, examples: 0 } })
        const plain = await thetaAfter(finetune, course(first, second), { ...on, theta, set: { rate: 0.125 } })
        expect(same(none, plain)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: each step is orthogonal to every stored gradient; so what a line says of the stored examples stays', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const states = await played(ogd, course(first, second), { ...on, theta, set: { rate: 0.125, examples: 2 } })
        const thetas = states.slice(2).map(({ slots }) => slots.theta!)
        for (const [i, at] of thetas.slice(1).entries()) {
          const step = at.map((t, m) => t - thetas[i]![m]!)
          const size = Math.sqrt(dot(step, step)) + 1
          for (const v of stored(first))
            expect(Math.abs(dot(step, v))).toBeLessThan(2 ** -16 * size * Math.sqrt(dot(v, v)) + 2 ** -20)
        }
      }),
      { numRuns: 50 },
    ))
  it('by hand: θ ← θ − α (g − Σᵢ ⟨vᵢ, g⟩ vᵢ), and the basis, which is orthonormal', () =>
    fc.assert(
      fc.asyncProperty(cases.filter(independent), async ([first, second, theta]) => {
        const states = await played(ogd, course(first, second), { ...on, theta, set: { rate: 0.125, examples: 2 } })
        const { slots } = states.at(-1)!
        const kept = [slots.basis!.slice(0, 4), slots.basis!.slice(4)]
        kept.forEach((u, i) => {
          kept.forEach((v, j) => {
            expect(Math.abs(dot(u, v) - (i === j ? 1 : 0))).toBeLessThan(2 ** -18)
          })
        })
        const basis = basisOf(stored(first))
        let at: Vector = states[2]!.slots.theta!
        for (let step = 0; step < 3; step += 1) {
          const g = slopeAt(second, at)
          at = at.map((t, m) => t - 0.125 * (g[m]! - basis.reduce((so, v) => so + dot(v, g) * v[m]!, 0)))
        }
        expect(near(slots.theta!, at, 2 ** 14, 64)).toBe(true)
      }),
      { numRuns: 50 },
    ))
  it('control: descent alone does change what a line says of the examples of the first task', async () => {
    const [[first, second, theta]] = fc.sample(cases.filter(independent), { numRuns: 1, seed: 11 }) as never as [
      [HostBatch, HostBatch, Vector],
    ]
    const states = await played(finetune, course(first, second), { ...on, theta, set: { rate: 0.125 } })
    const step = states.at(-1)!.slots.theta!.map((t, m) => t - states[2]!.slots.theta![m]!)
    expect(Math.max(...stored(first).map((v) => Math.abs(dot(step, v))))).toBeGreaterThan(2 ** -8)
  })
})
