import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { near, same } from '../../src/laws/index.ts'
import { finetune, rwalk } from '../../src/methods/index.ts'
import { slopeAt } from './least-squares.ts'
import { type Happening, played, thetaAfter } from './played.ts'
import { regressions, vectors } from './points.ts'

type Vector = readonly number[]

const cases = fc.tuple(regressions(3), regressions(3, 1, 1), vectors(2))
const course = (first: HostBatch, second: HostBatch): readonly Happening[] => [
  ['batch', first],
  ['batch', first],
  ['batch', first],
  ['end', first],
  ['batch', second],
  // What pulls back may raise the loss, which is not scored.
  ['batch', { ...first, task: 1 }],
  ['batch', second],
  ['end', second],
  ['batch', second],
]

const options = { rate: 0.125, strength: 3, decay: 0.25, every: 2, damping: 0.25 }

const between0and1 = (v: Vector): Vector => {
  const [least, most] = [Math.min(...v), Math.max(...v)]
  return v.map((x) => (x - least) / Math.max(most - least, 1e-32))
}

/** Where a session starts, whatever θ it is then given: the first scores are since there. */
const initial = (await played(rwalk, []))[0]!.slots.theta!

/** The method, by the paper's equations on a line. */
const byHand = (happenings: readonly Happening[], start: Vector) => {
  const { rate, strength, decay, every, damping } = options
  const zero = start.map(() => 0)
  let [theta, anchor, since, F, omega, R, S, h] = [start, start, initial, zero, zero, zero, zero, zero]
  let steps = 0
  for (const [kind, batch] of happenings) {
    if (kind === 'end') {
      S = batch.task === 0 ? R : S.map((s, m) => (s + R[m]!) / 2)
      const [f, s] = [between0and1(F), between0and1(S)]
      h = f.map((one, m) => one + s[m]!)
      anchor = theta
      R = zero
      omega = zero
      steps = 0
      continue
    }
    const g = slopeAt(batch, theta)
    const next = theta.map((t, m) => t - rate * (g[m]! + 2 * strength * h[m]! * (t - anchor[m]!)))
    F = F.map((f, m) => decay * f + (1 - decay) * g[m]! ** 2)
    omega = omega.map((w, m) => w - g[m]! * (next[m]! - theta[m]!))
    theta = next
    steps += 1
    if (steps % every !== 0) continue
    R = R.map((r, m) => r + Math.max(omega[m]!, 0) / (0.5 * F[m]! * (theta[m]! - since[m]!) ** 2 + damping))
    omega = zero
    since = theta
  }
  return { theta, information: F, path: omega, fresh: R, score: S, importance: h }
}

describe('rwalk', () => {
  it('law: strength 0 is finetuning, to the bit, through tasks', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const free = await thetaAfter(rwalk, course(first, second), { theta, set: { ...options, strength: 0 } })
        const plain = await thetaAfter(finetune, course(first, second), { theta, set: { rate: 0.125 } })
        expect(same(free, plain)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('by hand: information, path, scores every second step, importance after each of two tasks, and its pull', () =>
    fc.assert(
      fc.asyncProperty(
        // Where all coordinates score alike to rounding, what is brought to between 0 and 1 is rounding, too.
        cases.filter(([first, second, theta]) => {
          const apart = ([a, b]: Vector) => Math.abs(a! - b!) > 1e-3 * Math.max(Math.abs(a!), Math.abs(b!), 1e-3)
          return [course(first, second).slice(0, 3), course(first, second).slice(0, 7)].every((until) => {
            const { information, score, fresh } = byHand(until, theta)
            return apart(information) && apart(score.map((s, m) => s + fresh[m]!))
          })
        }),
        async ([first, second, theta]) => {
          const { slots } = (await played(rwalk, course(first, second), { theta, set: options })).at(-1)!
          for (const [name, want] of Object.entries(byHand(course(first, second), theta)))
            expect([name, near(slots[name]!, want, 2 ** 16, 16)]).toEqual([name, true])
        },
      ),
      { numRuns: 80 },
    ))
  it('law: importance is between 0 and 2, and the most of each of its parts is 1', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const { slots } = (await played(rwalk, course(first, second).slice(0, 8), { theta, set: options })).at(-1)!
        for (const one of slots.importance!) expect(one >= 0 && one <= 2).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('control: importance holds parameters where strength is not 0', async () => {
    const [[first, second, theta]] = fc.sample(cases, { numRuns: 1, seed: 3 }) as never as [
      [HostBatch, HostBatch, Vector],
    ]
    const held = await thetaAfter(rwalk, course(first, second), { theta, set: options })
    const free = await thetaAfter(finetune, course(first, second), { theta, set: { rate: 0.125 } })
    expect(near(held, free, 2 ** 20)).toBe(false)
  })
})
