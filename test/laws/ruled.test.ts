import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults, judgeProgram, type Method, ruleName } from '../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { course, eachOperation, method, network } from '../../src/laws/arbitraries/index.ts'
import { same } from '../../src/laws/index.ts'
import { predictionsAgree, predictsOnly } from '../../src/laws/predictions.ts'
import { type Play, stage } from '../../src/laws/stage.ts'
import { right } from '../dsl/learner.ts'

const isRuled = ({ program }: Play): boolean => Object.hasOwn(program.handlers.predict?.updates ?? {}, ruleName)

const playOf = (of: Method): fc.Arbitrary<Play> =>
  fc.tuple(network, fc.nat(9999)).chain(([{ network, between }, seed]) =>
    course(between).map((events) => ({
      program: of.program(defaults(of.options)),
      network,
      between,
      seed,
      course: events,
    })),
  )

const plays = method.chain(playOf).filter(isRuled)

/** What is said of three inputs after a course: of all at once, and of each by itself. */
const said = async (play: Play): Promise<readonly [readonly number[], readonly number[]]> => {
  const on = stage(play, referenceDevice())
  let state = await on.start()
  for (const event of play.course) state = await on.after(state, event)
  const width = play.between.inputShape.reduce((a, b) => a * b, 1)
  const inputs = Float32Array.from({ length: 3 * width }, (_, i) => Math.sin(i + 1))
  const together = await on.predicted(state, 0, inputs, 3)
  const apart: number[] = []
  for (let i = 0; i < 3; i += 1)
    apart.push(...(await on.predicted(state, 0, inputs.slice(i * width, (i + 1) * width), 1)))
  on.release(state)
  return [together, apart]
}

describe('random rules of prediction', () => {
  it('are well made, and as many as there are methods without one', () => {
    let ruled = 0
    fc.assert(
      fc.property(method.chain(playOf), (play) => {
        right(judgeProgram(play.program))
        if (isRuled(play)) ruled += 1
      }),
      { numRuns: 100 },
    )
    // Of 100 fair throws this many or fewer are of chance 2⁻²⁶.
    expect(ruled).toBeGreaterThan(22)
  })
  it('law: of each input they say what they say of it beside others', () =>
    fc.assert(
      fc.asyncProperty(plays, async (play) => {
        const [together, apart] = await said(play)
        expect(same(together, apart)).toBe(true)
      }),
      { numRuns: 15 },
    ))
  it.each(eachOperation)('law: of each input they say what they say of it beside others, for %s', (_, of) =>
    fc.assert(
      fc.asyncProperty(playOf(of), async (play) => {
        const [together, apart] = await said(play)
        expect(same(together, apart)).toBe(true)
      }),
      { numRuns: 1 },
    ),
  )
  it('law: wasm agrees with the reference, changes no state and keeps nothing', async () => {
    const device = right(await backends.find(({ name }) => name === 'wasm')!.open()) as Device<unknown>
    await fc.assert(
      fc.asyncProperty(plays, async (play) => {
        expect(await predictionsAgree(play, device)).toMatchObject({ holds: true })
        expect(await predictsOnly(play, device)).toMatchObject({ holds: true })
      }),
      { numRuns: 8 },
    )
  })
  it('control: they say something else of other inputs', async () => {
    const [one] = fc.sample(playOf(eachOperation[0]![1]), 1)
    const [together] = await said(one!)
    const width = together.length / 3
    expect(same(together.slice(0, width), together.slice(width, 2 * width))).toBe(false)
  })
})
