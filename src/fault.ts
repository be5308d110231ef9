import { distance } from 'fastest-levenshtein'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { printable } from './printable.ts'

/** What went wrong, as a value: every face of Retain hands one back instead of throwing. */
export interface Fault {
  /** What was being done or built: a command, a combinator, a benchmark. */
  readonly where: string
  /** What would have been right, as a sentence without its full stop. */
  readonly rule: string
  /** What was there instead. */
  readonly got?: string
  /** The way to the place inside a program, or the file. */
  readonly path?: readonly string[]
  /** What to do about it. */
  readonly hint?: string
  /** The exit status of a process that ends with it: 2 for bad input, 3 for a run that diverged. */
  readonly code: 2 | 3
}

/** A fault; its code is 2, bad input, unless it is given. */
export const fault = (of: Omit<Fault, 'code'> & { readonly code?: Fault['code'] }): Fault => ({ code: 2, ...of })

const line = (title: string, text: string): string =>
  `  ${title.padEnd(8)}  ${text.replaceAll('\n', `\n${' '.repeat(12)}`)}`

/**
 * The fault as people read it, without a newline at the end:
 *
 *     where: rule, got what was there.
 *       in        outer ▸ inner
 *       hint      what to do
 */
export const render = (of: Fault): string =>
  [
    `${of.where}: ${of.rule}${of.got === undefined ? '' : `, got ${of.got}`}.`,
    ...(of.path === undefined || of.path.length === 0 ? [] : [line('in', of.path.join(' ▸ '))]),
    ...(of.hint === undefined ? [] : [line('hint', of.hint)]),
  ]
    .map(printable)
    .join('\n')

/**
 * The value of a task, or an exception that says its fault, which is its `cause`: for the outermost lines of a program, where
 * nobody is left to hand a fault to.
 */
export const orThrow = async <A>(task: TaskEither<Fault, A>): Promise<A> => {
  const result = await task()
  if (E.isLeft(result)) throw new Error(render(result.left), { cause: result.left })
  return result.right
}

/** The fault that an exception of `orThrow` says. */
export const faultBehind = (error: unknown): Fault | undefined => {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'rule' in cause ? (cause as Fault) : undefined
}

/**
 * The known name nearest to the given one: of those that hold it as a part, if there are any, else of all, the one with
 * the fewest letters to insert, delete or change (Levenshtein). Capitals don't count. `undefined` only when none is known.
 */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const wanted = name.trim().toLowerCase()
  const holding = wanted.length < 2 ? [] : known.filter((one) => one.toLowerCase().includes(wanted))
  const steps = (one: string): number => distance(wanted, one.toLowerCase())
  return (holding.length > 0 ? holding : known).reduce<string | undefined>(
    (best, one) => (best === undefined || steps(one) < steps(best) ? one : best),
    undefined,
  )
}

/** The fault of a name that nobody knows; it names the nearest known one and lists them all. */
export const unknownName = (of: {
  readonly where: string
  /** What is named, in the singular: `method`, `option`. */
  readonly what: string
  readonly name: string
  readonly known: readonly string[]
}): Fault => {
  const near = nearest(of.name, of.known)
  return fault({
    where: of.where,
    rule: `the ${of.what} must be one that is known`,
    got: `\`${of.name}\``,
    hint:
      near === undefined
        ? `no ${of.what} is known here`
        : `the nearest is \`${near}\`; known: ${[...of.known].sort().join(', ')}`,
  })
}
