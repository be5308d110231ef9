import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  append,
  multiply,
  negate,
  type Params,
  pairwiseAgreement,
  perTask,
  signAgreement,
} from '../../../src/dsl/index.ts'
import { onVectors } from '../../../src/interpreters/runtime/index.ts'
import { same } from '../../../src/laws/index.ts'
import { right } from '../learner.ts'

const pairs = fc
  .array(fc.tuple(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), fc.double({ noNaN: true, min: -1e3, max: 1e3 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((rows) => ({ g: rows.map(([g]) => g), r: rows.map(([, r]) => r) }))

describe('signAgreement', () => {
  it('law: by coordinate it is gⱼ where signs agree, else 0; so never against the reference', () =>
    fc.assert(
      fc.asyncProperty(pairs, async ({ g, r }) => {
        const got = right(await onVectors({ g, r }, (t) => signAgreement(t.r)(t.g))())
        const want = g.map((gj, j) => (Math.sign(gj) * Math.sign(r[j]!) > 0 ? gj : 0))
        expect(same(got, want)).toBe(true)
        for (const [j, x] of got.entries()) expect(x * r[j]!).toBeGreaterThanOrEqual(0)
      }),
    ))
  it('law: a vector agrees with itself and not with its negative, and agreeing twice is agreeing once', () =>
    fc.assert(
      fc.asyncProperty(pairs, async ({ g, r }) => {
        const of = async (f: Parameters<typeof onVectors<{ g: number[]; r: number[] }, never>>[1]) =>
          right(await onVectors({ g, r }, f)())
        expect(same(await of((t) => signAgreement(t.g)(t.g)), g)).toBe(true)
        expect((await of((t) => signAgreement(negate(t.g))(t.g))).every((x) => x === 0)).toBe(true)
        const once = await of((t) => signAgreement(t.r)(t.g))
        expect(same(await of((t) => signAgreement(t.r)(signAgreement(t.r)(t.g))), once)).toBe(true)
      }),
    ))
  it('control: by the product of two small numbers it would be 0', async () => {
    const small = { g: [1e-200], r: [1e-200] }
    expect(right(await onVectors(small, (t) => multiply(t.g, t.r))())).toEqual([0])
    expect(right(await onVectors(small, (t) => signAgreement(t.r)(t.g))())).toEqual([1e-200])
  })
})

describe('pairwiseAgreement', () => {
  const of = (g: readonly number[], references: readonly (readonly number[])[]) => {
    const given = { g, ...Object.fromEntries(references.map((r, i) => [`r${i}`, r])) }
    return onVectors(given, (terms) => {
      const all = terms as Readonly<Record<string, Params>>
      const none = perTask<Params>(all.g!)
      return pairwiseAgreement(references.reduce((list, _, i) => append(list, all[`r${i}`]!), none))(all.g!)
    })()
  }
  it('law: of none it is all, of one it is signAgreement, of more what each leaves after the others', () =>
    fc.assert(
      fc.asyncProperty(pairs, async ({ g, r }) => {
        const other = r.map((x, j) => x * (j % 2 === 0 ? 1 : -1))
        const single = right(await onVectors({ g, r }, (t) => signAgreement(t.r)(t.g))())
        const twice = right(await onVectors({ g, r, other }, (t) => signAgreement(t.other)(signAgreement(t.r)(t.g)))())
        expect(same(right(await of(g, [])), g)).toBe(true)
        expect(same(right(await of(g, [r])), single)).toBe(true)
        expect(same(right(await of(g, [r, other])), twice)).toBe(true)
        expect(same(right(await of(g, [other, r])), twice)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('control: the mean of two may agree where one of them does not', async () => {
    expect(right(await of([1], [[3], [-1]]))).toEqual([0])
    expect(right(await onVectors({ g: [1], r: [1] }, (t) => signAgreement(t.r)(t.g))())).toEqual([1])
  })
})
