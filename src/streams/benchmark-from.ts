import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import type { Benchmark } from './benchmark.ts'

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** Whether a value looks like a benchmark, for finding it among what a file exports. */
export const isBenchmarkLike = (value: unknown): boolean =>
  isObject(value) && typeof value.data === 'function' && typeof value.stream === 'function'

const isText = (value: unknown): boolean => typeof value === 'string' && /\S/.test(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1
const absentOr = (holds: (value: unknown) => boolean) => (value: unknown) => value === undefined || holds(value)
const oneOf =
  (...known: readonly unknown[]) =>
  (value: unknown): boolean =>
    value === undefined || known.includes(value)

const protocols = ['continual', 'regression', 'episodes', 'fewShot', 'trajectory', 'functionTrajectory', 'online']

/** What each field must be, and in words. */
const fields: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  name: [isText, 'a text that is not empty'],
  description: [isText, 'a text that is not empty'],
  tasks: [isCount, 'a whole number, at least 1'],
  samples: [(value) => value === 'all' || isCount(value), "'all', or a whole number, at least 1"],
  batch: [isCount, 'a whole number, at least 1'],
  epochs: [absentOr(isCount), 'a whole number, at least 1'],
  iterations: [absentOr(isCount), 'a whole number, at least 1'],
  network: [isText, 'the name of a network'],
  memory: [absentOr(isCount), 'a whole number, at least 1'],
  outputs: [absentOr(isCount), 'a whole number, at least 1'],
  normalise: [oneOf(true, false), 'true or false'],
  classOrder: [oneOf('labels', 'random'), 'labels or random'],
  augment: [oneOf('crop-flip', 'crop-flip-jitter'), 'crop-flip or crop-flip-jitter'],
  heads: [oneOf('task'), "'task', or left away"],
  protocol: [oneOf(...protocols), protocols.join(', ')],
}

/** The benchmark that a value from a user's file is: each field is judged. A protocol `continual` is what isn't said. */
export const benchmarkFrom = (value: unknown): E.Either<Fault, Benchmark> => {
  const wrong = (rule: string, got: string, path: readonly string[] = []) =>
    E.left(
      fault({
        where: 'benchmark',
        rule,
        got,
        path: [...path],
        hint: 'defineBenchmark({ name, tasks, data, rule }) makes one',
      }),
    )
  if (!isObject(value) || !isBenchmarkLike(value))
    return wrong('a benchmark must be what `defineBenchmark` makes', isObject(value) ? 'an object' : String(value))
  const odd = Object.entries(fields).find(([name, [holds]]) => !holds(value[name]))
  if (odd !== undefined) {
    const [name, [, right]] = odd
    const got = value[name]
    return wrong(`\`${name}\` must be ${right}`, typeof got === 'string' ? `\`${got}\`` : String(got), [name])
  }
  const { protocol, ...rest } = value as unknown as Benchmark & { readonly protocol?: string }
  return E.right(
    protocol === undefined || (protocol as string) === 'continual'
      ? (rest as Benchmark)
      : (value as unknown as Benchmark),
  )
}
