/** A value as JSON whose objects have their entries in the order of their names. */
const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/**
 * The JSON of a value, in which objects have their entries in the order of their names.
 *
 * @law equal for values that differ only in the order of the entries of objects
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sorted)
