import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults, judgeProgram, type Method } from '../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { adaptationsAgree, adaptsOnly } from '../../src/laws/adaptations.ts'
import { episodic, network } from '../../src/laws/arbitraries/index.ts'
import { agrees, leaksNothing } from '../../src/laws/conduct.ts'
import { courseOf } from '../../src/laws/courses.ts'
import type { Play } from '../../src/laws/stage.ts'
import { right } from '../dsl/learner.ts'

const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }), {
  minLength: 1,
  maxLength: 2,
})

const playOf = (method: Method): fc.Arbitrary<Play> =>
  fc.tuple(network, fc.nat(9999), sizes).map(([{ network: net, between }, seed, tasks]) => ({
    program: method.program(defaults(method.options)),
    network: net,
    between,
    seed,
    course: courseOf(
      { features: between.inputShape.reduce((a, b) => a * b, 1), classes: between.outputs },
      seed,
      tasks,
      true,
    ),
  }))

const plays = episodic.chain(playOf)

/** The reference with its episodes in lanes: it has no bound of its own, so that it takes them one by one. */
const inLanes = (): Device<unknown> => ({ ...referenceDevice(), name: 'lanes', laneBytes: 2 ** 40 }) as Device<unknown>

describe('random programs on episodes', () => {
  it('are well made', () => {
    fc.assert(
      fc.property(plays, ({ program }) => {
        right(judgeProgram(program))
      }),
      { numRuns: 100 },
    )
  })

  it('law: lanes agree with the loop, and with adapting', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async (play) => {
        expect(await agrees(play, inLanes())).toMatchObject({ holds: true })
      }),
      { numRuns: 30 },
    )
  })

  it.each(['wasm', 'cpu'])(
    'law: %s agrees with the reference, in events and in adapting, and keeps nothing',
    async (name) => {
      const device = right(await backends.find((backend) => backend.name === name)!.open()) as Device<unknown>
      await fc.assert(
        fc.asyncProperty(plays, async (play) => {
          expect(await agrees(play, device)).toMatchObject({ holds: true })
          expect(await adaptationsAgree(play, device)).toMatchObject({ holds: true })
          expect(await adaptsOnly(play, device)).toMatchObject({ holds: true })
          expect(await leaksNothing(play, device)).toMatchObject({ holds: true })
        }),
        { numRuns: name === 'wasm' ? 12 : 6 },
      )
    },
  )
})
