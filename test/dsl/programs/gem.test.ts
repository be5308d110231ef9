import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inner, largestOf, minus, near, plus } from '../../../src/laws/index.ts'
import { batches, thetas } from '../examples.ts'
import { linear } from '../learner.ts'
import { lossGradient } from '../softmax-regression.ts'
import { solve } from '../solve.ts'
import { gem } from './gem.ts'
import { throughTasks } from './through-tasks.ts'

const [rate, pasts] = [0.5, 3]
const size = 3

/** The nearest vector to g with ⟨v, gₖ⟩ ≥ 0 for all k, by trying every set of constraints that hold with equality. */
const nearest = (g: readonly number[], constraints: readonly (readonly number[])[]): readonly number[] => {
  const sets = Array.from({ length: 2 ** constraints.length }, (_, bits) =>
    constraints.filter((_, k) => Math.floor(bits / 2 ** k) % 2 === 1),
  )
  const candidates = sets.map((active) => {
    const gram = active.map((a) => active.map((b) => inner(a, b)))
    const v = solve(
      gram,
      active.map((a) => -inner(a, g)),
    )
    return active.reduce((so, a, k) => plus(so, a, v[k]!), g)
  })
  const slack = 1e-9 * (1 + largestOf(g, ...constraints)) ** 2
  const feasible = candidates.filter((v) => v.every(Number.isFinite) && constraints.every((c) => inner(v, c) >= -slack))
  const distance = (v: readonly number[]): number => inner(minus(v, g), minus(v, g))
  return feasible.reduce((best, v) => (distance(v) < distance(best) ? v : best))
}

const run = throughTasks(gem, { rate, memory: size, margin: 0, ridge: 0 }, linear)
const bent = throughTasks(gem, { rate, memory: size, margin: 0.5, ridge: 0 }, linear)
const cases = fc.tuple(thetas(8), fc.array(batches(size), { minLength: pasts + 1, maxLength: pasts + 1 }))
type Case = [readonly number[], Parameters<typeof run>[1][number][number][]]

/** What the last of the tasks did to θ, and the gradients it knew. */
const last = async (method: typeof run, [theta, list]: Case) => {
  const { path } = await method(
    theta,
    list.map((batch) => [batch]),
  )
  const [before, after] = [path.at(-2)!, path.at(-1)!]
  return {
    direction: minus(before, after).map((x) => x / rate),
    gradient: lossGradient(before, list.at(-1)!),
    constraints: list.slice(0, -1).map((batch) => lossGradient(before, batch)),
  }
}
/** How well the constraints are told apart: nearly parallel ones make the dual, not the direction, ill-conditioned. */
const tolerance = (gradient: readonly number[], constraints: readonly (readonly number[])[]): number =>
  1e-6 * (1 + largestOf(gradient, ...constraints))

describe('GEM', () => {
  it('law: the direction satisfies every constraint, and is the nearest to g that does', () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { direction, gradient, constraints } = await last(run, one)
        const allowed = tolerance(gradient, constraints)
        for (const c of constraints) expect(inner(direction, c)).toBeGreaterThanOrEqual(-allowed)
        const want = nearest(gradient, constraints)
        const far = (v: readonly number[]): number => Math.sqrt(inner(minus(v, gradient), minus(v, gradient)))
        expect(far(direction)).toBeLessThanOrEqual(far(want) + allowed)
      }),
      { numRuns: 40 },
    ))
  it('law: it is g itself where no constraint is violated, whatever the margin', async () => {
    const seen = { quiet: 0 }
    // Tasks that are all alike violate nothing.
    const alike = cases.map(([theta, list]): Case => [theta, list.map(() => list[0]!)])
    await fc.assert(
      fc.asyncProperty(fc.oneof(alike, cases), async (one) => {
        for (const method of [run, bent]) {
          const { direction, gradient, constraints } = await last(method, one)
          if (constraints.some((c) => inner(c, gradient) < 1e-12)) continue
          seen.quiet += 1
          expect(near(direction, gradient, 64, 4)).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
    expect(seen.quiet).toBeGreaterThan(0)
  })
  it('law: the first task is plain descent', () =>
    fc.assert(
      fc.asyncProperty(thetas(8), batches(size), async (theta, batch) => {
        const { path } = await run(theta, [[batch, batch]])
        const want = plus(path[1]!, lossGradient(path[1]!, batch), -rate)
        expect(near(path[2]!, want, 64, 4)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('control: where one is violated it is not g, and a margin bends it further', async () => {
    const points = fc.sample(cases, 30)
    const straight = await Promise.all(points.map((one) => last(run, one)))
    const hurt = straight.map(({ gradient, constraints }) => constraints.some((c) => inner(c, gradient) < -1e-3))
    expect(hurt).toContain(true)
    straight.forEach(({ direction, gradient }, i) => {
      if (hurt[i]) expect(near(direction, gradient, 64, 4)).toBe(false)
    })
    const further = await Promise.all(points.map((one) => last(bent, one)))
    expect(further.some(({ direction }, i) => hurt[i] && !near(direction, straight[i]!.direction, 1e6, 1))).toBe(true)
  })
})
