import type { Argument, Option } from 'commander'

/** Where a value is to be looked for that isn't one of a few words. */
export type Elsewhere = 'files' | 'methods' | 'benchmarks' | 'networks'

/** What a flag or an argument may be: these words, or what is found elsewhere. */
export interface Known {
  readonly words: readonly string[]
  readonly elsewhere: readonly Elsewhere[]
}

const known = new WeakMap<Option | Argument, Known>()

/** Says of a flag or an argument what it may be, for shells that complete it. The command checks it anyway. */
export const knows = <A extends Option | Argument>(
  of: A,
  words: readonly string[],
  ...elsewhere: readonly Elsewhere[]
): A => {
  known.set(of, { words, elsewhere })
  return of
}

/** What a flag or an argument may be, as far as it was said. */
export const knownOf = (of: Option | Argument): Known => known.get(of) ?? { words: [], elsewhere: [] }
