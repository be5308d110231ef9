import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decision, nextOf, type Ruling, roundOf, rungsFor, seedsOn } from '../../../src/sweep/search/index.ts'

const ladder = { eta: 3, rungs: 3, trials: 9 }
/** The scores of nine trials, the same on every rung. */
const scores = [4, 1, 6, 2, 9, 3, 8, 5, 7]

/** All decisions, one at a time, each judged before the next. */
const decisionsOf = (of: typeof ladder, all: readonly number[], width = 1): readonly Decision[] => {
  const given: Decision[] = []
  const judged: Ruling[] = []
  for (;;) {
    const round = roundOf(of, given, judged, width)
    if (round.length === 0) return given
    given.push(...round)
    judged.push(...round.map((one) => ({ ...one, score: all[one.trial]! })))
  }
}

const written = (decisions: readonly Decision[]): string =>
  decisions.map(({ trial, rung }) => `${trial}@${rung}`).join(' ')

describe('asynchronous successive halving', () => {
  it('decides as worked by hand: a third of those judged on a rung goes on as soon as it may', () => {
    // Trials 0, 1, 2 score 4, 1, 6: of three the best, 2, goes up. 3, 4, 5 score 2, 9, 3: of six the best two are 4 and 2, so 4 goes
    // up. 6, 7, 8 score 8, 5, 7: of nine the best three are 4, 6 and 8. After 6, of seven two: 4 and 6, so 6 goes up; now rung 1 has
    // three, 6, 9 and 8, and 4 goes up to the last. After 7 and 8, of nine three, 4, 6 and 8: 8 goes up. Of four on rung 1 one may.
    expect(written(decisionsOf(ladder, scores))).toBe('0@0 1@0 2@0 2@1 3@0 4@0 4@1 5@0 6@0 6@1 4@2 7@0 8@0 8@1')
  })
  it('decided all at once is successive halving by rungs', () => {
    expect(written(decisionsOf(ladder, scores, 9))).toBe('0@0 1@0 2@0 3@0 4@0 5@0 6@0 7@0 8@0 4@1 6@1 8@1 4@2')
  })
  it('without rungs it is random search, each trial once', () => {
    expect(written(decisionsOf({ ...ladder, rungs: 1 }, scores, 4))).toBe('0@0 1@0 2@0 3@0 4@0 5@0 6@0 7@0 8@0')
  })
  it('lets no trial go on that did not come to its end, and of equal ones the first', () => {
    const lost = Array(9).fill(Number.NEGATIVE_INFINITY)
    expect(decisionsOf(ladder, lost).every(({ rung }) => rung === 0)).toBe(true)
    expect(written(decisionsOf({ ...ladder, trials: 3 }, [5, 5, 5]))).toBe('0@0 1@0 2@0 0@1')
  })
  it('law: who is on a rung was on the one below, each once; at most a part of η goes on; the best of all gets to the top of its rung', () => {
    const cases = fc.record({
      eta: fc.integer({ min: 2, max: 4 }),
      rungs: fc.integer({ min: 1, max: 4 }),
      all: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 }),
      width: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(cases, ({ eta, rungs, all, width }) => {
        const decisions = decisionsOf({ eta, rungs, trials: all.length }, all, width)
        const on = (rung: number) => decisions.filter((one) => one.rung === rung).map(({ trial }) => trial)
        expect(new Set(decisions.map(({ trial, rung }) => `${trial} ${rung}`)).size).toBe(decisions.length)
        expect(on(0)).toEqual(all.map((_, i) => i))
        for (let rung = 1; rung < rungs; rung += 1) {
          for (const trial of on(rung)) expect(on(rung - 1)).toContain(trial)
          const best = [...on(rung - 1)]
            .sort((a, b) => all[b]! - all[a]! || a - b)
            .slice(0, Math.floor(on(rung - 1).length / eta))
          // Who went up early may be outdone later; who is among the best at the end went up.
          for (const trial of best) expect(on(rung)).toContain(trial)
        }
      }),
    )
  })
  it('a mutant that lets one too many go on is told from it', () => {
    const judged = [0, 1, 2, 3].map((trial) => ({ trial, rung: 0, score: trial }))
    const given = judged.map(({ trial, rung }) => ({ trial, rung }))
    // ⌊4 / 3⌋ = 1 may go up; were it ⌈4 / 3⌉, trial 2 would follow.
    expect(nextOf({ ...ladder, trials: 4 }, [...given, { trial: 3, rung: 1 }], judged)).toBeUndefined()
  })
  it('has η times as many seeds on each rung, all on the last', () => {
    expect([0, 1, 2].map((rung) => seedsOn(rung, 9, ladder))).toEqual([1, 3, 9])
    expect([0, 1, 2].map((rung) => seedsOn(rung, 5, ladder))).toEqual([1, 2, 5])
    expect([1, 2, 3, 9, 10].map((seeds) => rungsFor(seeds, 3))).toEqual([1, 2, 2, 3, 4])
  })
})
