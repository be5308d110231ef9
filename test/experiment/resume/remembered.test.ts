import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../src/compiler/index.ts'
import { withoutGiven, withSources } from '../../../src/experiment/remembered.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { rows } from '../../conformance/rows.ts'
import { right } from '../digits.ts'
import { bytesOf, course } from './halts.ts'
import { libraryRun } from './small-runs.ts'

const remembering = ['er', 'laMaml', 'gem', 'joint', 'ewc'] as const

const lastOf = async (method: string) => {
  const of = libraryRun(referenceDevice(), rows.find(({ name }) => name === method)!)
  const { moments } = await course(of)
  return { of, moments, halt: moments.at(-1)!.halt }
}

/** How many examples the memories of a state hold. */
const heldIn = (state: Snapshot): number =>
  Object.values(state)
    .flatMap((slot) => (slot._tag === 'Memory' ? [slot.value] : []))
    .reduce((n, of) => n + (of._tag === 'Reservoir' ? of.slots : of.tasks.flatMap(({ slots }) => slots)).length, 0)

describe('what a memory has of a stream', () => {
  it.each(remembering)('law: is put back as it was, from any moment of a run of %s', async (method) => {
    const { of, moments } = await lastOf(method)
    for (const { halt } of fc.sample(fc.constantFrom(...moments), 4)) {
      const sourced = withoutGiven(of)(halt.state)
      expect(right(withSources(of)(sourced))).toEqual(halt.state)
    }
  })
  it.each(['er', 'gem'])('is written by its place there: nothing of the examples of %s is left', async (method) => {
    const { of, halt } = await lastOf(method)
    const { rest, sources } = withoutGiven(of)(halt.state)
    expect(heldIn(halt.state)).toBeGreaterThan(0)
    expect([heldIn(rest), sources.map(({ shape }) => shape)]).toEqual([0, [[heldIn(halt.state), 6]]])
  })
  it('is written as numbers where the stream gives another input, target or nothing', async () => {
    const { of, halt } = await lastOf('er')
    const memory = halt.state.memory
    if (memory?._tag !== 'Memory' || memory.value._tag !== 'Reservoir') throw new Error('no memory')
    const { value } = memory
    const [first, second, third, fourth, ...others] = value.slots
    const { source: _, ...unknown } = fourth!
    const changed = [
      { ...first!, input: first!.input.map((x, i) => (i === 0 ? x + 1 : x)) },
      { ...second!, target: second!.target.map((x) => 1 - x) },
      { ...third!, source: { task: 9, pass: 0, index: 0 } },
      unknown,
      ...others,
    ]
    const state = { ...halt.state, memory: { ...memory, value: { ...value, slots: changed } } }
    const sourced = withoutGiven(of)(state)
    expect(heldIn(sourced.rest)).toBe(4)
    expect(right(withSources(of)(sourced))).toEqual(state)
    expect(bytesOf(of, { ...halt, state }).length).toBeGreaterThan(bytesOf(of, halt).length)
  })
})
