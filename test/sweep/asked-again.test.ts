import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Asked, type Resolved, recordedSettings, settingsOf, table } from '../../src/experiment/settings/index.ts'
import { orderAgain } from '../../src/sweep/index.ts'
import { startedAs } from './made.ts'

const option = <A>(value: fc.Arbitrary<A>) => fc.option(value, { nil: undefined })
const count = option(fc.integer({ min: 1, max: 50 }))
const name = fc.constantFrom('a', './b.ts', 'c/d')

/** Everything that can be asked of an experiment, each setting on or off. */
const asked: fc.Arbitrary<Asked> = fc.record({
  ...{
    benchmark: name,
    tasks: count,
    samples: count,
    batch: count,
    epochs: count,
    iterations: count,
    network: option(name),
  },
  initialisation: option(fc.constantFrom('xavierUniform', 'kaimingNormal', 'fanInUniform')),
  ...{ memory: count, folder: option(name), target: option(name), by: option(name), imageSize: count },
  normalise: option(fc.boolean()),
  classOrder: option(fc.constantFrom<'labels' | 'random' | 1993>('labels', 'random', 1993)),
  scenario: option(fc.constantFrom('task', 'domain', 'class')),
  augment: option(fc.constantFrom('none', 'crop-flip', 'crop-flip-jitter')),
  evaluate: fc.constantFrom('test', 'validation'),
  judgeBy: count,
  evaluateEvery: count,
  measures: option(fc.subarray(['alignment', 'fisher', 'fits', 'sparsity'])),
  metrics: option(fc.array(name, { maxLength: 2 })),
  backend: fc.constantFrom('auto', 'wasm', 'node'),
  tf32: option(fc.boolean()),
  xla: option(fc.constantFrom('on', 'off', 'auto')),
  lanes: option(fc.constantFrom('on', 'off', 'auto')),
  ...{ from: option(name), init: option(name), seeds: fc.array(fc.nat(9), { minLength: 1 }) },
})

/** What a run is of, as far as was asked. */
const resolved = ({ benchmark, tasks, batch, epochs, iterations, backend }: Asked, own: boolean): Resolved =>
  ({
    benchmark: {
      name: benchmark,
      samples: 'all',
      network: 'mlp',
      ...(own ? { normalise: true, augment: 'crop-flip' } : {}),
    },
    stream: { tasks: Array.from({ length: tasks ?? 3 }) },
    schedule: { batch: batch ?? 10, epochs: epochs ?? 1, ...(iterations === undefined ? {} : { iterations }) },
    backend: backend === 'auto' ? 'wasm' : backend,
  }) as unknown as Resolved

/** Passes, or so many batches; both are refused. */
const one = (of: Asked): Asked => (of.iterations === undefined ? of : { ...of, epochs: undefined })

const recordOf = (of: Asked, own: boolean) => recordedSettings(of, resolved(of, own))

describe('what was asked of a recorded run', () => {
  it('law: asked again it leaves the same record, whatever the benchmark has of its own by then', () =>
    fc.assert(
      fc.property(asked.map(one), fc.boolean(), fc.boolean(), fc.nat(9), (of, own, later, seed) => {
        const record = recordOf(of, own)
        const again = orderAgain(startedAs('ewc', seed, { ...record, samples: record.samples })).asked
        expect(again.seeds).toEqual([seed])
        const { samples, ...rest } = recordOf(again, later)
        expect(rest).toEqual(settingsOf({ ...record, samples: undefined } as never))
        expect(samples).toBe(record.samples)
      }),
    ))
  it('what no record has is known', () =>
    expect(
      Object.entries(table).flatMap(([setting, { recorded }]) => (recorded === undefined ? [setting] : [])),
    ).toEqual(['memory', 'seeds']))
})
