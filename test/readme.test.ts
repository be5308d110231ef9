import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import * as retain from '../src/index.ts'

const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** The method that the page shows, by the code that it shows. */
const shown = (): retain.Method => {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  const body = code.replace(/^import .*$/m, '').replace('export const emcl =', 'return')
  return new Function(...Object.keys(retain), body)(...Object.values(retain)) as retain.Method
}

const small = fc.integer({ min: -16, max: 16 }).map((n) => n / 8)
const batch = fc
  .array(fc.tuple(small, small, small), { minLength: 1, maxLength: 4 })
  .map((rows) => ({ inputs: rows.map(([a, b]) => [a, b]), targets: rows.map(([, , y]) => [y]) }))
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('the method on the page', () => {
  const own = { lambda: between(0.5, 2), gamma: between(0.01, 0.2), decay: between(0.5, 0.99), r: between(0.01, 0.1) }
  const trained = async (method: retain.Method, options: Record<string, number | string>, batches: retain.Pairs[]) => {
    const network = retain.mlp({ hidden: [3], loss: 'squaredError' })
    const learner = await retain.trainOn(method, { network, batches, options, backend: 'cpu' })()
    return E.map(({ numbers }: retain.Learner) => numbers)(learner)
  }
  it('law: is the one that ships, at the options that the page names, to the bit', () =>
    fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 2 }), fc.record(own), async (batches, options) => {
        const [, named = ''] = /`--set ([^`]*)`/.exec(page) ?? []
        const set = Object.fromEntries(named.split(' ').map((pair) => pair.split('=') as [string, string]))
        expect(Object.keys(set).length).toBeGreaterThan(3)
        const ships = await trained(retain.methods.emcl!, { ...set, ...options, innerSteps: 3 }, batches)
        expect(await trained(shown(), { ...options, k: 3 }, batches)).toEqual(ships)
        // Control: with another number of inner steps it is not.
        expect(E.isRight(ships)).toBe(true)
        expect(await trained(shown(), { ...options, k: 4 }, [{ inputs: [[1, 1]], targets: [[9]] }])).not.toEqual(
          await trained(shown(), { ...options, k: 3 }, [{ inputs: [[1, 1]], targets: [[9]] }]),
        )
      }),
      { numRuns: 8 },
    ))
})
