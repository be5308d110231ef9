import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { interfaceOf } from '../../src/experiment/index.ts'
import { render } from '../../src/fault.ts'
import {
  type Benchmark,
  benchmarkNamed,
  type ClassOrder,
  inScenario,
  type Scenario,
  type Stream,
} from '../../src/streams/index.ts'
import { identities, numberedSet } from '../data/numbered.ts'

const data = numberedSet({ train: 60, test: 40, rows: 1, columns: 1 })
const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error('it must be right')
  return either.right
}
const scenarios: readonly Scenario[] = ['task', 'domain', 'class']
const of = (scenario: Scenario | undefined, name = 'split-mnist'): Benchmark =>
  right(pipe(benchmarkNamed(name), E.chain(inScenario(scenario))))
const streamOf = (
  scenario: Scenario | undefined,
  seed: number,
  classOrder?: ClassOrder,
  augment?: 'crop-flip',
): Stream => right(of(scenario).stream(data, { seed, classOrder, augment }))
const order = fc.oneof(fc.constantFrom('labels' as const, 'random' as const), fc.nat(100))

describe('inScenario', () => {
  it('law: every scenario shows the same examples in the same tasks, in the same order', () =>
    fc.assert(
      fc.property(fc.nat(), order, (seed, classOrder) => {
        const [task, domain, all] = scenarios.map((scenario) =>
          streamOf(scenario, seed, classOrder).tasks.map(({ name, train, test }) => [
            name,
            identities(train),
            identities(test),
          ]),
        )
        expect(domain).toEqual(task)
        expect(all).toEqual(task)
      }),
      { numRuns: 30 },
    ))
  it('law: in domain a label is the place of its class among those of its task, by the order of classes; every task has all labels', () =>
    fc.assert(
      fc.property(fc.nat(), order, (seed, classOrder) => {
        const places = streamOf('domain', seed, classOrder).tasks.map(({ classes, train, test }) => {
          expect([classes, train.classes, test.classes]).toEqual([undefined, 2, 2])
          const at = new Map<number, number>()
          for (const half of [train, test])
            identities(half).forEach((id, row) => {
              const label = half.label(row)
              expect(at.get(id % 10) ?? label).toBe(label)
              at.set(id % 10, label)
            })
          expect([...at.values()].sort()).toEqual([0, 1])
          return at
        })
        if (classOrder !== 'labels') return
        expect(places.map((at) => [...at.keys()].sort((a, b) => at.get(a)! - at.get(b)!))).toEqual([
          [0, 1],
          [2, 3],
          [4, 5],
          [6, 7],
          [8, 9],
        ])
      }),
      { numRuns: 30 },
    ))
  it('law: by chance the first of a task is not always the smaller class', () => {
    const firsts = Array.from({ length: 20 }, (_, seed) => {
      const { train } = streamOf('domain', seed, 'random').tasks[0]!
      const classOf = (label: number) => identities(train).find((_id, row) => train.label(row) === label)! % 10
      return classOf(0) < classOf(1)
    })
    expect(new Set(firsts).size).toBe(2)
  })
  it('a learner has a head a task, an output a place, or one head over all', () => {
    const between = (scenario: Scenario | undefined, name: string) => interfaceOf(of(scenario, name), data)
    const inputShape = data.train.inputShape
    for (const name of ['split-mnist', 'split-fashion', 'split-cifar10']) {
      expect(between('task', name)).toEqual({ inputShape, outputs: 10, heads: 'task' })
      expect(between('domain', name)).toEqual({ inputShape, outputs: 2, heads: 'single' })
      expect(between('class', name)).toEqual({ inputShape, outputs: 10, heads: 'single' })
    }
    expect(between('domain', 'split-cifar100').outputs).toBe(5)
    expect(between(undefined, 'split-mnist')).toEqual(between('class', 'split-mnist'))
    expect(between(undefined, 'split-cifar10')).toEqual(between('task', 'split-cifar10'))
  })
  it('law: augmented examples have the labels of the scenario, too', () => {
    const { tasks } = streamOf('domain', 3, 7, 'crop-flip')
    for (const task of tasks) {
      const shown = right(task.shown!(1))
      expect(shown.classes).toBe(2)
      expect(Array.from({ length: shown.count }, (_, i) => shown.label(i))).toEqual(
        Array.from({ length: task.train.count }, (_, i) => task.train.label(i)),
      )
    }
  })
  it('refuses a benchmark whose tasks are no classes', () =>
    expect(pipe(benchmarkNamed('rotated-mnist'), E.chain(inScenario('domain')), E.mapLeft(render))).toEqual(
      E.left(
        'rotated-mnist: a scenario needs a benchmark whose tasks are classes of their own, got `domain`.\n' +
          '  hint      leave --scenario away, or name a benchmark such as split-mnist',
      ),
    ))
})

describe('an order of classes with a seed of its own', () => {
  const classes = (seed: number, classOrder: ClassOrder) =>
    streamOf('class', seed, classOrder).tasks.flatMap((task) => task.classes ?? [])
  it('law: it is that of a stream of that seed, whatever the seed of the stream; the examples of a task are drawn by the latter', () =>
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, own) => {
        expect(classes(seed, own)).toEqual(classes(own, 'random'))
        expect(classes(seed + 1, own)).toEqual(classes(seed, own))
      }),
      { numRuns: 30 },
    ))
  it('control: another seed gives another order, mostly', () =>
    expect(new Set(Array.from({ length: 20 }, (_, own) => `${classes(0, own)}`)).size).toBeGreaterThan(15))
})
