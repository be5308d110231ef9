import { describe, expect, it } from 'vitest'
import { type DataSet, type Examples, inputSize, subset } from '../../src/data/index.ts'
import { defineMetric } from '../../src/experiment/index.ts'
import { laws } from '../../src/laws/index.ts'
import {
  type Benchmark,
  type BenchmarkDefinition,
  benchmarks,
  defineBenchmark,
  permuted,
  split,
} from '../../src/streams/index.ts'
import { numberedSet } from '../data/numbered.ts'

const data: DataSet = numberedSet({ train: 600, test: 30 })
const of = (definition: Partial<BenchmarkDefinition>): Benchmark =>
  defineBenchmark({ name: 'tried', tasks: 2, data, ...definition })

/** The names of the laws that do not hold. */
const broken = async (benchmark: Benchmark, on: DataSet = data): Promise<readonly string[]> => {
  const all = await Promise.all(
    laws.benchmark({ benchmark, data: on }).map(async (law) => ({ law, verdict: await law.judge({ numRuns: 10 }) })),
  )
  return all.flatMap(({ law, verdict }) => (verdict.against === undefined ? [] : [law.name.slice(0, 20)]))
}

describe('laws.benchmark', () => {
  it('hold of rules that are there', async () => {
    expect(await broken(of({ rule: permuted }))).toEqual([])
    expect(await broken(of({ rule: (from, how) => split(from, { ...how, classesPerTask: 2 }) }))).toEqual([])
    const own = benchmarks.find(({ name }) => name === 'own-parts')!
    expect(await broken(own)).toEqual([])
  })
  const halves = (_: DataSet, { tasks }: { readonly tasks: number }) =>
    Array.from({ length: tasks }, (__, t) => ({
      name: `half ${t}`,
      train: subset(
        data.train,
        Array.from({ length: 20 }, (___, i) => (20 * t + i) % 60),
      ),
      test: subset(
        data.test,
        Array.from({ length: 10 }, (___, i) => (10 * t + i) % 30),
      ),
    }))
  it('hold of tasks of one’s own', async () => {
    expect(await broken(of({ tasksOf: halves }))).toEqual([])
  })
  let calls = 0
  const shifting = (examples: Examples): Examples => {
    calls += 1
    const by = calls
    return {
      ...examples,
      copyInputs: undefined,
      copyInput: (index, into, offset) => {
        examples.copyInput(index, into, offset)
        for (let p = 0; p < inputSize(examples); p += 1) into[offset + p]! += by
      },
    }
  }
  it.each<readonly [string, Benchmark]>([
    [
      'the same seed gives ',
      of({ tasksOf: (from, how) => halves(from, how).map((task) => ({ ...task, train: shifting(task.train) })) }),
    ],
    [
      'what it shows is fin',
      of({ tasksOf: (from, how) => halves(from, how).map((task) => ({ ...task, classes: [1] })) }),
    ],
    [
      'judged by validation',
      of({ rule: (from, how) => permuted({ ...from, train: { ...from.train, copyInput: from.test.copyInput } }, how) }),
    ],
    ['it has as many tasks', of({ rule: (from, how) => permuted(from, { ...how, tasks: 2 }) })],
    ['each task has as man', of({ rule: (from, { samples: _, ...how }) => permuted(from, how) })],
  ])('a mutant breaks: %s…', async (law, benchmark) => {
    expect(await broken(benchmark)).toContain(law)
  })
})

describe('laws.metric', () => {
  const brokenOf = async (metric: ReturnType<typeof defineMetric>): Promise<readonly number[]> => {
    const verdicts = await Promise.all(laws.metric(metric).map((law) => law.judge({ numRuns: 30 })))
    return verdicts.flatMap(({ against }, i) => (against === undefined ? [] : [i]))
  }
  it('hold of a metric, and are broken by one that divides by nothing and by one that counts its calls', async () => {
    let calls = 0
    const metric = (of: Parameters<typeof defineMetric>[0]['of']) => defineMetric({ name: 'tried', better: 'more', of })
    expect(await brokenOf(metric((matrix) => Math.min(...matrix.flat())))).toEqual([])
    expect(await brokenOf(metric((matrix) => 1 / (matrix.length - 1)))).toEqual([0])
    expect(await brokenOf(metric(() => calls++))).toEqual([1])
  })
})
