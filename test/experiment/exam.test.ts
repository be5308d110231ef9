import fc from 'fast-check'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { countRight, exams } from '../../src/experiment/index.ts'
import { finetune } from '../../src/methods/index.ts'
import { right, sessionOf, spots } from './digits.ts'

describe('countRight', () => {
  it('law: counts the rows whose label is where the greatest output is', () => {
    const row = fc.tuple(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), fc.nat({ max: 2 }))
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const expected = rows.filter(([outputs, label]) => outputs.indexOf(Math.max(...outputs)) === label).length
        expect(
          countRight(
            rows.flatMap(([outputs]) => outputs),
            3,
            rows.length,
            (i) => rows[i]![1],
          ),
        ).toBe(expected)
      }),
    )
  })

  it('control: outputs that are not numbers are never right', () => {
    expect(countRight([Number.NaN, Number.NaN, 1, 0], 2, 2, () => 0)).toBe(1)
  })
})

describe('exams', () => {
  it('law: what is kept and what is prepared anew give the same accuracy, in one chunk or several', async () => {
    const session = sessionOf(finetune)
    const state = right(await session.initial(0)())
    const sets = [spots(30), spots(1001)]
    const accuracies = async (room: number) => {
      const sitting = exams(
        sets.map((examples, task) => ({ examples, task })),
        { room },
      )
      const once = await Promise.all(sitting.map(async (exam) => right(await exam(session, state, 0)())))
      const again = await Promise.all(sitting.map(async (exam) => right(await exam(session, state, 0)())))
      expect(again).toEqual(once)
      return once
    }
    const first = await accuracies(0)
    expect(await accuracies(4 * 4 * 30)).toEqual(first)
    expect(await accuracies(1e9)).toEqual(first)
    session.release(state)
    expect(session.buffers()).toBe(0)
  })

  it('is a Left where the network fails', async () => {
    const session = sessionOf(finetune)
    const state = right(await session.initial(0)())
    const fault = { where: 'test', rule: 'r', code: 2 } as const
    const [exam] = exams([{ examples: spots(3), task: 0 }])
    expect(await exam!({ ...session, predictor: () => TE.left(fault) }, state, 0)()).toEqual({
      _tag: 'Left',
      left: fault,
    })
    session.release(state)
  })
})
