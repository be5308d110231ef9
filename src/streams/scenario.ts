import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import type { Benchmark } from './benchmark.ts'
import type { Scenario } from './split.ts'

/** The benchmark in a scenario, its own unless one is given; a `Left` where its tasks are not classes of their own. */
export const inScenario =
  (scenario: Scenario | undefined) =>
  (benchmark: Benchmark): E.Either<Fault, Benchmark> => {
    if (scenario === undefined) return E.right(benchmark)
    const { heads: _, outputs: _all, classesPerTask, ...rest } = benchmark
    return classesPerTask === undefined
      ? E.left(
          fault({
            where: benchmark.name,
            rule: 'a scenario needs a benchmark whose tasks are classes of their own',
            got: `\`${scenario}\``,
            hint: 'leave --scenario away, or name a benchmark such as split-mnist',
          }),
        )
      : E.right({
          ...rest,
          classesPerTask,
          ...(scenario === 'task' ? { heads: 'task' as const } : {}),
          ...(scenario === 'domain' ? { outputs: classesPerTask } : {}),
          stream: (data, settings) => benchmark.stream(data, { ...settings, scenario }),
        })
  }
