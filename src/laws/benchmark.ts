import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { copyInputs, type DataSet, type Examples, inputSize } from '../data/index.ts'
import { type Fault, render } from '../fault.ts'
import type { Benchmark, BenchmarkSettings, Stream } from '../streams/index.ts'
import { type Judged, type Law, law } from './law.ts'

/** A benchmark to test, and its data. */
export interface BenchmarkUnderTest {
  readonly benchmark: Benchmark
  readonly data: DataSet
}

/** So many examples of each half of a task are looked at, spread over all. */
const looked = 16

const numbersOf = (count: number): readonly number[] =>
  Array.from({ length: Math.min(count, looked) }, (_, i) => Math.floor((i * count) / Math.min(count, looked)))

/** What some examples are: labels, numbers to predict, inputs. */
const contentOf = (of: Examples) => {
  const numbers = numbersOf(of.count)
  const inputs = new Float32Array(numbers.length * inputSize(of))
  copyInputs(of, numbers, inputs)
  const targets = new Float32Array(of.copyTarget === undefined ? 0 : numbers.length * of.classes)
  for (const [row, index] of numbers.entries()) of.copyTarget?.(index, targets, row * of.classes)
  return { count: of.count, labels: numbers.map(of.label), inputs, targets }
}

type Content = ReturnType<typeof contentOf>

const same = (a: Content, b: Content): boolean =>
  a.count === b.count &&
  `${a.labels}` === `${b.labels}` &&
  a.inputs.every((value, i) => Object.is(value, b.inputs[i])) &&
  a.targets.every((value, i) => Object.is(value, b.targets[i]))

/** What reading an example of a half that is not to be looked at throws. */
class Peeped extends Error {}

const closed = (of: Examples): Examples => {
  const peeped = (): never => {
    throw new Peeped('a test example was read')
  }
  return {
    ...of,
    copyInput: peeped,
    copyInputs: peeped,
    ...(of.copyTarget === undefined ? {} : { copyTarget: peeped }),
  }
}

const refused = (why: Fault): Judged => ({ holds: false, sides: { 'the stream': render(why) } })

/**
 * The laws of a benchmark: a seed says all of its stream; it has as many tasks and samples as are asked for, or says why not; what it shows
 * is finite and labelled within its classes; and judged by validation it never looks at a test example.
 *
 * @example
 * const data = await orThrow(mnist())
 * const benchmark = defineBenchmark({ name: 'turned', tasks: 2, data, rule: permuted })
 * for (const law of laws.benchmark({ benchmark, data })) it(law.name, () => law.check({ numRuns: 2 }))
 */
export const benchmarkLaws = ({ benchmark, data }: BenchmarkUnderTest): readonly Law[] => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })
  const streamOf = (settings: BenchmarkSettings, of: DataSet = data): E.Either<Fault, Stream> =>
    benchmark.stream(of, settings)
  const halves = ({ tasks }: Stream): readonly (readonly [string, Examples, readonly number[] | undefined])[] =>
    tasks.flatMap(({ name, train, test, classes }) => [
      [`what is learned of ${name}`, train, classes] as const,
      [`what judges ${name}`, test, classes] as const,
    ])
  const withStream = (settings: BenchmarkSettings, judge: (stream: Stream) => boolean | Judged) => {
    const made = streamOf(settings)
    return E.isLeft(made) ? refused(made.left) : judge(made.right)
  }
  return [
    law('the same seed gives the same stream: names, sizes, labels and inputs', seeds, async (seed) =>
      withStream({ seed }, (first) =>
        withStream({ seed }, (second) => {
          const [a, b] = [halves(first), halves(second)]
          const odd = a.findIndex(([name, of], i) => b[i]?.[0] !== name || !same(contentOf(of), contentOf(b[i]![1])))
          return {
            holds: a.length === b.length && odd < 0,
            sides: {
              tasks: `${first.tasks.length} and ${second.tasks.length}`,
              'the first that differs': a[odd]?.[0] ?? 'none',
            },
          }
        }),
      ),
    ),
    law('what it shows is finite, and labelled within the classes of its task', seeds, async (seed) =>
      withStream({ seed }, (stream) => {
        const odd = halves(stream).find(([, of, classes]) => {
          const { labels, inputs, targets } = contentOf(of)
          const within = (label: number): boolean =>
            of.copyTarget !== undefined ||
            (Number.isSafeInteger(label) && label >= 0 && label < of.classes && (classes?.includes(label) ?? true))
          return !labels.every(within) || !inputs.every(Number.isFinite) || !targets.every(Number.isFinite)
        })
        return { holds: odd === undefined, sides: { 'the first that is not': odd?.[0] ?? 'none' } }
      }),
    ),
    law(
      'it has as many tasks as are asked for, or says why not',
      fc.tuple(seeds, fc.integer({ min: 1, max: Math.min(benchmark.tasks + 1, 12) })),
      async ([seed, tasks]) => {
        const made = streamOf({ seed, tasks })
        // More than its own number may be refused.
        if (E.isLeft(made)) return tasks > benchmark.tasks || refused(made.left)
        return { holds: made.right.tasks.length === tasks, sides: { asked: tasks, there: made.right.tasks.length } }
      },
    ),
    law(
      'each task has as many samples as are asked for, or it is said why not',
      fc.tuple(seeds, fc.integer({ min: 1, max: 8 })),
      async ([seed, samples]) => {
        const made = streamOf({ seed, samples })
        if (E.isLeft(made))
          return { holds: made.left.rule.includes('samples'), sides: { 'the stream': render(made.left) } }
        const counts = made.right.tasks.map(({ train }) => train.count)
        return {
          holds:
            made.right.tasks.some(({ episodes }) => episodes !== undefined) ||
            counts.every((count) => count === samples),
          sides: { asked: samples, there: counts },
        }
      },
    ),
    law('judged by validation it looks at no test example', seeds, async (seed) => {
      try {
        const made = streamOf({ seed, evaluate: 'validation' }, { ...data, test: closed(data.test) })
        if (E.isLeft(made)) return refused(made.left)
        for (const [, of] of halves(made.right)) contentOf(of)
        return true
      } catch (error) {
        if (error instanceof Peeped) return { holds: false, sides: { 'what happened': error.message } }
        throw error
      }
    }),
  ]
}
