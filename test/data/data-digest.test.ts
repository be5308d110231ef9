import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataSet, dataDigest, type Examples } from '../../src/data/index.ts'

const labelled = (labels: readonly number[]): Examples => ({
  count: labels.length,
  inputShape: [2],
  classes: 10,
  copyInput: () => {},
  label: (index) => labels[index]!,
})
const labels = fc.array(fc.nat(9), { maxLength: 12 })
const dataOf = (train: readonly number[], test: readonly number[], name = 'own'): DataSet => ({
  name,
  train: labelled(train),
  test: labelled(test),
  source: `a folder of ${Math.random()}`,
})

describe('the digest of a data set that says none of its files', () => {
  it('law: equal if and only if name, sizes and labels are', () => {
    fc.assert(
      fc.property(labels, labels, labels, labels, (a, b, c, d) => {
        const same = `${a}|${b}` === `${c}|${d}` && a.length === c.length && b.length === d.length
        expect(dataDigest(dataOf(a, b)) === dataDigest(dataOf(c, d))).toBe(same)
        expect(dataDigest(dataOf(a, b))).toBe(dataDigest(dataOf([...a], [...b])))
        expect(dataDigest(dataOf(a, b, 'other'))).not.toBe(dataDigest(dataOf(a, b)))
      }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (all, at, by) => {
          const changed = all.with(at % all.length, (all[at % all.length]! + by) % 10)
          expect(dataDigest(dataOf(changed, [1]))).not.toBe(dataDigest(dataOf(all, [1])))
          expect(dataDigest(dataOf([1], changed))).not.toBe(dataDigest(dataOf([1], all)))
        },
      ),
    )
    expect(dataDigest({ ...dataOf([1], [2]), digest: 'of its files' })).toBe('of its files')
  })
})
