import { expect, it } from 'vitest'
import { signedIn, significant } from '../../../src/experiment/protocol/signed.ts'

it('numbers of any size have three digits that count: very small and very large ones by a power of ten', () => {
  expect([0, 4.2e-5, 0.0123, 1, 12.34, 4509, 999_999, 7_640_860, 4.509119596541496e30].map(significant(3))).toEqual([
    '0',
    '4.20e-5',
    '0.0123',
    '1.00',
    '12.3',
    '4509',
    '999999',
    '7.64e6',
    '4.51e30',
  ])
  expect(signedIn(3)(-4.509e30)).toBe('−4.51e30')
})
