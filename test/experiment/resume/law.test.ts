import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults } from '../../../src/dsl/index.ts'
import type { Halt } from '../../../src/experiment/index.ts'
import { backends, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { arbitraries } from '../../../src/laws/index.ts'
import { rows } from '../../conformance/rows.ts'
import { right } from '../digits.ts'
import { course, difference } from './halts.ts'
import { libraryRun, smallRun } from './small-runs.ts'

const device = referenceDevice()
const wasm = right(await backends.find(({ name }) => name === 'wasm')!.open())

const named = (method: string) => rows.find(({ name }) => name === method)!

/** A moment by chance. */
const some = (moments: readonly unknown[]): number => fc.sample(fc.nat(moments.length - 1), 1)[0]!

describe('law: a run that stopped at a random event and goes on is the run that did not stop, to the bit', () => {
  it.each(rows.filter(({ name, method }) => name === method))('$name', async (row) => {
    const of = libraryRun(device, row)
    const whole = await course(of)
    expect(whole.events.at(-1)).toMatchObject({ _tag: 'RunEnded' })
    const from = some(whole.moments)
    expect([from, await difference(of, whole, from)]).toEqual([from, undefined])
    expect(of.session.buffers()).toBe(0)
  })
  it('for programs that nobody wrote, with evaluations inside tasks', () =>
    fc.assert(
      fc.asyncProperty(arbitraries.method, fc.nat(), async (method, n) => {
        const of = smallRun(device, method, method.program(defaults(method.options)), { epochs: 1, evaluateEvery: 2 })
        const whole = await course(of)
        expect(await difference(of, whole, n % whole.moments.length)).toBeUndefined()
      }),
      { numRuns: 10 },
    ))
  it.each([
    ['er', { evaluateEvery: 2 }],
    ['syncLaMaml', { lanes: 'on' }],
    ['syncLaMaml', { lanes: 'off' }],
    ['maml', { protocol: 'episodes', lanes: 'on', evaluateEvery: 1 }],
    ['continualMaml', { protocol: 'online' }],
  ] as const)('on wasm, at every event: %s, %o', async (method, more) => {
    const of = libraryRun(wasm, named(method), more)
    const whole = await course(of)
    expect(whole.events.at(-1)).toMatchObject({ _tag: 'RunEnded' })
    for (const from of whole.moments.keys())
      expect([from, await difference(of, whole, from)]).toEqual([from, undefined])
    expect(of.session.buffers()).toBe(0)
  })
})

describe('law: so is one that is judged by functions one after the other', () => {
  it('on wasm', async () => {
    const of = libraryRun(wasm, named('oml'), { protocol: 'functionTrajectory' })
    const whole = await course(of)
    expect(whole.events.at(-1)).toMatchObject({ _tag: 'RunEnded' })
    const from = some(whole.moments)
    expect([from, await difference(of, whole, from)]).toEqual([from, undefined])
    expect(of.session.buffers()).toBe(0)
  })
})

describe('controls', () => {
  it('a slot that is forgotten, each of them, is told', async () => {
    for (const method of ['er', 'ewc', 'laMaml', 'emcl']) {
      const of = libraryRun(device, named(method))
      const whole = await course(of)
      const inTheSecondTask = whole.moments.findIndex(
        ({ halt: { position } }) =>
          position.at._tag === 'Learning' && position.at.task === 1 && position.at.steps === 2,
      )
      const first = whole.moments[0]!.halt.state
      for (const slot of Object.keys(first)) {
        const forgets = (halt: Halt): Halt => ({ ...halt, state: { ...halt.state, [slot]: first[slot]! } })
        expect([method, slot, await difference(of, whole, inTheSecondTask, forgets)]).not.toContain(undefined)
      }
    }
  })
  it('so is an event that is left out or done twice, and a count that begins anew', async () => {
    const of = libraryRun(device, named('continualMaml'), { protocol: 'online' })
    const whole = await course(of)
    const inside = whole.moments.findIndex(
      ({ halt: { position } }) => position.at._tag === 'Learning' && position.at.task === 1 && position.at.steps === 1,
    )
    const at = (change: (position: Halt['position']) => Halt['position']) => (halt: Halt) => ({
      ...halt,
      position: change(halt.position),
    })
    const steps = (by: number) =>
      at((position) =>
        position.at._tag === 'Learning'
          ? { ...position, at: { ...position.at, steps: position.at.steps + by } }
          : position,
      )
    for (const spoilt of [
      steps(-1),
      steps(1),
      at((position) => ({ ...position, said: { worth: 0, of: 0 } })),
      at((position) => ({ ...position, gradients: 0 })),
      at((position) => ({ ...position, rows: position.rows.slice(1) })),
    ])
      expect(await difference(of, whole, inside, spoilt)).toBeTypeOf('string')
  })
})
