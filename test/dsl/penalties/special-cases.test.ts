import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clipByNorm,
  dot,
  elasticNet,
  grad,
  groupLasso,
  l1,
  l2Ball,
  like,
  norm,
  type Params,
  type Penalty,
  quadratic,
  zero,
} from '../../../src/dsl/index.ts'
import { meaning, near, numbersOf, params, same, smallLayout, type TermsOf } from '../../../src/laws/index.ts'
import type { Layout } from '../../../src/networks/index.ts'
import { around, curved, layers, strong } from './ours.ts'
import { point, proxOf } from './prox-of.ts'

/** Two coordinates, each a layer of its own. */
const single: Layout = {
  tensors: ['layer1', 'output'].map((group) => ({
    name: `${group}.bias`,
    group,
    shape: [1],
    fanIn: 1,
    fanOut: 1,
    role: 'bias',
  })),
}

describe('penalties that are others at a limit', () => {
  const all = { ...curved, ...point }
  /** Both proxes, on the same numbers, to the bit. */
  const equal = async (
    left: (t: TermsOf<typeof all>) => Penalty,
    right: (t: TermsOf<typeof all>) => Penalty,
    layout: Layout = smallLayout,
  ) => {
    const [one, other] = [proxOf(all, left, layout), proxOf(all, right, layout)]
    await fc.assert(
      fc.asyncProperty(numbersOf(all, layout), async (n) => {
        expect(same((await one(n)).prox, (await other(n)).prox)).toBe(true)
      }),
    )
  }
  it('law: with μ = 0 the elastic net is ℓ1', () =>
    equal(
      ({ strength }) => elasticNet({ strength, curvature: 0 }),
      ({ strength }) => l1({ strength }),
    ))
  it('law: with λ = 0 the elastic net is the quadratic about 0', () =>
    equal(
      ({ curvature }) => elasticNet({ strength: 0, curvature }),
      ({ curvature, at }) => quadratic({ strength: curvature, weight: 1, centre: like(at, 0) }),
    ))
  it('law: with λ = 0, or without groups, the group lasso leaves v as it is', async () => {
    await equal(
      () => groupLasso({ strength: 0, groups: layers }),
      () => zero(),
    )
    await equal(
      ({ strength }) => groupLasso({ strength, groups: [] }),
      () => zero(),
    )
  })
  it('law: with one coordinate a group the group lasso is ℓ1, up to roundings', async () => {
    const [grouped, sparse] = [
      proxOf(strong, ({ strength }) => groupLasso({ strength, groups: layers }), single),
      proxOf(strong, l1, single),
    ]
    await fc.assert(
      fc.asyncProperty(numbersOf({ ...strong, ...point }, single), async (n) => {
        expect(near((await grouped(n)).prox, (await sparse(n)).prox, 4, Math.max(...n.at.map(Math.abs)))).toBe(true)
      }),
    )
  })
  it('law: the group lasso of one layer leaves the others as they are', async () => {
    const run = proxOf(strong, ({ strength }) => groupLasso({ strength, groups: ['output'] }))
    await fc.assert(
      fc.asyncProperty(numbersOf({ ...strong, ...point }, smallLayout), async (n) => {
        expect(same((await run(n)).prox.slice(0, 4), n.at.slice(0, 4))).toBe(true)
      }),
    )
  })
  it('law: the projection onto a ball about 0 clips by norm; onto one of radius 0 it is the centre', async () => {
    const run = meaning({ ...around, ...point }, ({ radius, centre, rate, at }) => ({
      ball: l2Ball({ radius }).prox(rate)(at),
      clipped: clipByNorm(radius)(at),
      centre: l2Ball({ radius: 0, centre }).prox(rate)(at),
    }))
    await fc.assert(
      fc.asyncProperty(numbersOf({ ...around, ...point }, smallLayout), async (n) => {
        const { ball, clipped, centre } = await run(n)
        expect(same(ball, clipped)).toBe(true)
        expect(same(centre, n.centre)).toBe(true)
      }),
    )
  })
  it('law: at 0, at a centre and in groups that are 0, value, gradient and their derivatives are numbers', async () => {
    const run = meaning({ at: params() }, ({ at }) => {
      const each = [
        groupLasso<'learner'>({ strength: 2, groups: layers }),
        l2Ball<'learner'>({ radius: 1 }),
        elasticNet<'learner'>({ strength: 1, curvature: 1 }),
      ]
      const along = (f: Penalty) => (v: Params) => dot(f.gradient(v), like(v, 1))
      const through = (f: Penalty) => (v: Params) => norm(f.prox(0.5)(v))
      return Object.fromEntries(
        each.flatMap((f) => [
          [`${f.name} value`, f.value(at)],
          [`${f.name} slope`, grad(f.value)(at)],
          [`${f.name} curvature`, grad(along(f))(at)],
          [`${f.name} prox`, grad(through(f))(at)],
        ]),
      )
    })
    for (const at of [
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 3, -4],
      [1, 0, 0, 0, 0, 0],
    ])
      for (const [name, numbers] of Object.entries(await run({ at })))
        expect({ name, known: !numbers.some(Number.isNaN) }).toEqual({ name, known: true })
  })
})
