import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  defineMetric,
  marked,
  markedCodec,
  metricFrom,
  ownFigures,
  ownIn,
} from '../../../src/experiment/protocol/index.ts'
import { render } from '../../../src/fault.ts'
import { meanOf, type Outcome, outcomeCodec } from '../../../src/records/index.ts'

const last = defineMetric({ name: 'last', better: 'more', of: (matrix) => matrix.at(-1)?.at(-1) ?? 0 })
const gain = defineMetric({ name: 'gain', better: 'more', of: ([first = []], [b = 0]) => (first[0] ?? 0) - b })

describe('metrics of one’s own', () => {
  it('are what their functions say of matrix and scores before', () => {
    expect(
      ownFigures(
        [last, gain],
        [
          [0.5, 0.1],
          [0.25, 0.75],
        ],
        [0.125, 0],
      ),
    ).toEqual(E.right({ last: 0.75, gain: 0.375 }))
  })
  it('change nothing, and are a fault where they throw or give no finite number', () => {
    const matrix = [[0.5]]
    const spoil = defineMetric({ name: 'spoil', better: 'less', of: (of) => ((of as number[][])[0]![0] = 7) })
    expect(E.isRight(ownFigures([spoil], matrix, [0]))).toBe(true)
    expect(matrix).toEqual([[0.5]])
    const said = (of: () => unknown) => {
      const found = ownFigures([{ name: 'odd', better: 'more', of: of as () => number }], matrix, [0])
      return E.isLeft(found) ? render(found.left) : ''
    }
    expect(said(() => Number.NaN)).toContain('metric odd: a metric must give a finite number, got NaN')
    expect(said(() => 'much')).toContain('got much')
    expect(
      said(() => {
        throw new Error('no luck')
      }),
    ).toContain('a metric must not fail, got no luck')
  })
  it('law: stand beside a run’s other numbers in what is written and read, and are averaged like these', () => {
    const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.double({ noNaN: true, noDefaultInfinity: true }))
    fc.assert(
      fc.property(values, (own) => {
        const rest = {
          acc: 1,
          bwt: 0,
          fwt: 0,
          learningAccuracy: 1,
          forgetting: 0,
          trainSeconds: 1,
          evalSeconds: 1,
          remembered: 0,
        }
        const outcome: Outcome = { ...rest, ...marked(own) }
        const back = outcomeCodec.decode(JSON.parse(JSON.stringify(outcomeCodec.encode(outcome))))
        expect(back).toEqual(E.right(outcome))
        const mean = meanOf([outcome, outcome])
        for (const name of Object.keys(own)) expect(ownIn(mean, name)).toBeDefined()
      }),
      { numRuns: 50 },
    )
    // Others are not its own.
    expect(markedCodec.encode({ acc: 1, 'own:x': 2 })).toEqual({ 'own:x': 2 })
  })
  it.each([
    [{ ...last, name: 'a b' }, 'name'],
    [{ ...last, name: 3 }, 'name'],
    [{ ...last, better: 'most' }, 'better'],
    [{ ...last, head: '' }, 'head'],
    [{ ...last, about: 1 }, 'about'],
  ])('from files are judged field by field (%#)', (value, field) => {
    const found = metricFrom(value)
    expect(E.isLeft(found) ? found.left.path : []).toEqual([field])
    expect(E.isRight(metricFrom(last))).toBe(true)
  })
})
