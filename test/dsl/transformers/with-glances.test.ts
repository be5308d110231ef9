import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  append,
  childrenOf,
  count,
  defaults,
  defineMethod,
  multiply,
  perTask,
  topDown,
  withGlances,
} from '../../../src/dsl/index.ts'
import { same } from '../../../src/laws/index.ts'
import { type Happening, played } from '../../methods/played.ts'
import { regressions, vectors } from '../../methods/points.ts'
import { options, plain } from './plain.ts'

const cases = fc.tuple(regressions(2), regressions(3), vectors(2))
const glancing = withGlances<typeof options>((o) => o.glances)

type Slots = Readonly<Record<string, readonly number[]>>
const equal = (got: Slots, want: Slots): void => {
  expect(Object.keys(got)).toEqual(Object.keys(want))
  for (const [slot, numbers] of Object.entries(got)) expect(same(numbers, want[slot]!)).toBe(true)
}

/** Those that do nothing at random. */
const certain = Object.entries(plain).filter(([name]) => !name.includes('random'))

describe('withGlances', () => {
  it.each(certain)('law: one look is none more: the identity on %s', (_, transformed) =>
    fc.assert(
      fc.asyncProperty(cases, async ([a, b, theta]) => {
        const happenings: readonly Happening[] = [
          ['batch', a],
          ['end', b],
          ['batch', b],
        ]
        const alone = await played(transformed(), happenings, { theta })
        const once = await played(transformed(glancing), happenings, { theta, set: { glances: 1 } })
        once.forEach(({ slots }, i) => {
          equal(slots, alone[i]!.slots)
        })
      }),
      { numRuns: 5 },
    ),
  )
  it.each(certain)('law: g looks are the batch g times, on %s', (_, transformed) =>
    fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 3 }), async ([a, b, theta], glances) => {
        const times = (g: number): readonly Happening[] =>
          [a, b].flatMap((batch) => Array.from({ length: g }, (): Happening => ['batch', batch]))
        const often = await played(transformed(glancing), times(1), { theta, set: { glances } })
        const again = await played(transformed(), times(glances), { theta })
        equal(often.at(-1)!.slots, again.at(-1)!.slots)
      }),
      { numRuns: 10 },
    ),
  )
  it('control: two looks are not one', async () => {
    const [found] = fc.sample(cases, 1)
    const [a] = found!
    const at = async (glances: number) =>
      (await played(plain.descent!(glancing), [['batch', a]], { theta: [3, 5], set: { glances } })).at(-1)!.slots.theta!
    expect(same(await at(1), await at(2))).toBe(false)
  })
  it('law: only what the handler updates is carried', () => {
    const carried = (name: string) => {
      const { updates } = plain[name]!(glancing).program(defaults(options)).handlers.onBatch!
      const loops = [...topDown(Object.values(updates), childrenOf)].filter((s) => s._tag === 'Loop')
      return loops.map(({ bound }) => bound.map((v) => v.name))
    }
    expect(carried('descent')).toEqual([['theta']])
    expect(carried('descent with a slot that it moves, and one that it reads')).toEqual([['theta', 'm', 'looks']])
  })
  it('law: a list that a batch makes longer gains an element a look', async () => {
    const appending = defineMethod(
      {
        name: 'mine',
        source: 'a test',
        options: { glances: count(3) },
        state: (_, theta0) => ({ past: perTask(theta0) }),
        onBatch:
          () =>
          ({ theta, past }) => ({ theta: multiply(2, theta), past: append(past, theta) }),
      },
      withGlances((o) => o.glances),
    )
    const [found] = fc.sample(cases, 1)
    const steps = await played(appending, [['batch', found![0]]], { theta: [3, 5] })
    expect(steps.at(-1)!.slots.past).toEqual([3, 5, 6, 10, 12, 20])
  })
  it('leaves a method alone that does nothing at a batch', () => {
    const idle = defineMethod(
      { name: 'idle', source: 'a test', options: {}, state: () => ({}), onBatch: () => () => ({}) },
      withGlances(() => 3),
    )
    expect(idle.program({}).handlers.onBatch!.updates).toEqual({})
  })
})
