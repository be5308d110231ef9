import type { RandomMutant } from './sample.ts'

/** A change that makes no difference to what is computed, said or refused, and why: no test can notice it. */
export interface Equivalent {
  readonly file: string
  /** The lines it stands in, as they are and as it makes them, as the table of survivors prints them. */
  readonly before: string
  readonly after: string
  readonly why: string
}

export const equivalents: readonly Equivalent[] = []

/** Why a mutant is none, where that is known. */
export const whyEquivalent = (mutant: RandomMutant): string | undefined =>
  equivalents.find(
    ({ file, before, after }) => mutant.file === file && mutant.before === before && mutant.after === after,
  )?.why
