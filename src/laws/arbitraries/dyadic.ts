import fc from 'fast-check'

/** Dyadic rationals n/16: sums and products of a few of them are exact in float64, so laws about them can use `===`. */
export const dyadic = (bound = 8): fc.Arbitrary<number> =>
  fc.integer({ min: -bound * 16, max: bound * 16 }).map((n) => n / 16)

/** Dyadic rationals above zero. */
export const positiveDyadic = (bound = 8): fc.Arbitrary<number> =>
  fc.integer({ min: 1, max: bound * 16 }).map((n) => n / 16)

/** Vectors of dyadic rationals. */
export const vector = (length: number, bound = 8): fc.Arbitrary<readonly number[]> =>
  fc.array(dyadic(bound), { minLength: length, maxLength: length })
