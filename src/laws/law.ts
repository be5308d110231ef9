import fc from 'fast-check'
import { messageOf } from '../message-of.ts'
import { placeOf } from '../source-place.ts'

/** How hard to try, and which run to repeat. */
export interface Effort {
  readonly numRuns?: number
  readonly seed?: number
  readonly path?: string
  /** Whether the first case found is good enough: it is not made smaller. */
  readonly endOnFailure?: boolean
}

/** Both sides of a sentence in one case, as numbers or words, each by what it is. */
export type Sides = Readonly<Record<string, number | string | readonly number[]>>

/** Whether the sentence holds in one case, and what stood on its sides. */
export interface Judged {
  readonly holds: boolean
  readonly sides: Sides
}

/** What trying many cases came to. */
export interface Verdict {
  readonly cases: number
  /** What repeats the run. */
  readonly seed: number
  /** The smallest case found where the sentence is false. */
  readonly against?: {
    readonly example: unknown
    /** The same in words, where the law has any for it. */
    readonly described?: Sides
    /** What gave the numbers, in the notation of papers. */
    readonly program?: string
    /** Leads to this case again, given the seed. */
    readonly path: string
    readonly sides?: Sides
    /** What was thrown in place of a judgement. */
    readonly thrown?: string
  }
}

/** A sentence of mathematics that holds for every case, and its test on random cases. */
export interface Law {
  readonly name: string
  /** Rejects with the smallest case found where the sentence is false. */
  readonly check: (effort?: Effort) => Promise<void>
  /** The same as a value. */
  readonly judge: (effort?: Effort) => Promise<Verdict>
}

/** How a case of a law is shown: in words, and the program that it is about. */
export interface Shown<A> {
  readonly described?: (one: A) => Sides
  readonly program?: (one: A) => string
}

/** What was thrown and, where code of a user's threw it, its place there. */
const reason = (error: unknown): string => {
  const place = placeOf(error)
  return place === undefined ? messageOf(error) : `${messageOf(error)} (${place})`
}

/** What is shown of a case; a program that cannot be shown says nothing: why is said by what it throws when it is run. */
const seen = <A>(
  { described, program }: Shown<A>,
  one: A,
): { readonly described?: Sides; readonly program?: string } => {
  try {
    return {
      ...(described === undefined ? {} : { described: described(one) }),
      ...(program === undefined ? {} : { program: program(one) }),
    }
  } catch {
    return {}
  }
}

/** The program and the sides of a case, as lines. */
const report = ({ program, sides = {} }: NonNullable<Verdict['against']>): string =>
  [
    ...(program === undefined ? [] : [program, '']),
    ...Object.entries(sides).map(([side, value]) => `${side} is ${value}`),
  ].join('\n')

export const law = <A>(
  name: string,
  cases: fc.Arbitrary<A>,
  holds: (one: A) => Promise<boolean | Judged>,
  shown: Shown<A> = {},
): Law => {
  const property = fc.asyncProperty(cases, async (one) => {
    const judged = await holds(one)
    return typeof judged === 'boolean' ? judged : judged.holds
  })
  const against = async (example: A, path: string): Promise<NonNullable<Verdict['against']>> => {
    const about = { example, path, ...seen(shown, example) }
    try {
      const judged = await holds(example)
      return typeof judged === 'boolean' ? about : { ...about, sides: judged.sides }
    } catch (error) {
      return { ...about, thrown: reason(error) }
    }
  }
  return {
    name,
    check: async (effort = {}) => {
      const details = await fc.check(property, effort)
      if (!details.failed) return
      const found =
        details.counterexample === null
          ? ''
          : report(await against(details.counterexample[0], details.counterexamplePath ?? ''))
      throw new Error([await fc.asyncDefaultReportMessage(details), found].join('\n\n').trimEnd())
    },
    judge: async (effort = {}) => {
      const { counterexample, counterexamplePath, numRuns, seed } = await fc.check(property, effort)
      return counterexample === null
        ? { cases: numRuns, seed }
        : { cases: numRuns, seed, against: await against(counterexample[0], counterexamplePath ?? '') }
    },
  }
}
