import { expect, it } from 'vitest'
import {
  append,
  defineMethod,
  dot,
  mapTasks,
  type Params,
  perTask,
  square,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'

const method = defineMethod({
  name: 'pairs',
  source: 'a test',
  options: {},
  state: (_, theta0) => ({ past: perTask(theta0), alike: 0 }),
  onBatch:
    () =>
    ({ past }) => ({
      alike: totalOverTasks(
        mapTasks(past, (a: Params) => totalOverTasks(mapTasks(past, (b: Params) => square(dot(a, b))))),
      ),
    }),
  onTaskEnd:
    () =>
    ({ theta, past }) => ({ past: append(past, theta) }),
})

it('a sum in a sum over tasks has a letter of its own, also where only an index of the outer one is read', () => {
  expect(explain(method, {})).toContain('Σ_{i < t} Σ_{j < t} (pastᵢᵀpastⱼ)²')
})
