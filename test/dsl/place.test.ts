import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  equal,
  fresh,
  literal,
  multiply,
  overSamples,
  placeIn,
  type Scalar,
  select,
  shuffle,
  take,
} from '../../src/dsl/index.ts'
import { batches, thetas } from './examples.ts'
import { learner } from './learner.ts'

const count = 5
const cases = fc.record({ theta: thetas(8), batch: batches(count), seed: fc.nat(1e6) })

describe('placeIn', () => {
  it('law: the sample at the place of an example is that example', async () => {
    for (const example of [0, 3]) {
      const run = learner(({ theta, batch, loss }) => {
        const mixed = shuffle(batch)
        const place = placeIn(mixed, example)
        const picked = overSamples(mixed, ({ s }: { readonly s: Scalar }, z, i) => ({
          s: add(s, multiply(select(equal(i, place), 1, 0), loss(z)(theta))),
        }))({ s: literal(0) })
        return { there: picked.s, here: loss(take(batch, 1, example))(theta), place }
      })
      await fc.assert(
        fc.asyncProperty(cases, async ({ theta, batch, seed }) => {
          const { there, here, place } = await run(theta, batch, { seed })
          expect(there).toEqual(here)
          expect(place[0]! >= 0 && place[0]! < count && Number.isInteger(place[0])).toBe(true)
        }),
      )
    }
  })
  it('law: every place is as likely as every other', async () => {
    const run = learner(({ batch }) => ({ place: placeIn(shuffle(batch), 2) }))
    const [at] = fc.sample(cases, 1)
    const tries = 500
    const places = await Promise.all(
      Array.from({ length: tries }, async (_, seed) => (await run(at!.theta, at!.batch, { seed })).place[0]!),
    )
    // Six deviations of a count that each try raises with chance 1/5.
    for (let place = 0; place < count; place++)
      expect(Math.abs(places.filter((p) => p === place).length - tries / count)).toBeLessThanOrEqual(
        6 * Math.sqrt((tries * (count - 1)) / count ** 2),
      )
  })
  it('refuses a batch that is not shuffled, and an example that is not there', async () => {
    const [at] = fc.sample(cases, 1)
    const refused = (of: Parameters<typeof placeIn>[0] | undefined, example: number) =>
      learner(({ batch }) => ({ place: placeIn(of ?? shuffle(batch), example) }))(at!.theta, at!.batch)
    await expect(refused(fresh('B', { _tag: 'Batch' }) as never, 0)).rejects.toThrow(
      '`shuffle` must be a `Shuffle`, got a batch',
    )
    await expect(refused(undefined, count)).rejects.toThrow(`below ${count}`)
  })
})
