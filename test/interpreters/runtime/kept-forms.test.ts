import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptForms } from '../../../src/interpreters/runtime/kept-forms.ts'

/** Goes through forms `event|length` of some weights and tells which were made, in order. */
const madeOf = (forms: readonly (readonly [string, number])[], most: number): readonly string[] => {
  const made: string[] = []
  const kept = keptForms<number>(most, (weight) => weight)
  for (const [event, length] of forms)
    kept.of(`${event}|${length}`, event, () => {
      made.push(`${event}|${length}`)
      return length
    })
  return made
}

const event = fc.constantFrom('onBatch', 'onTaskEnd')
const forms = fc.array(fc.tuple(event, fc.integer({ min: 1, max: 6 })), { maxLength: 40 })

describe('what is made for forms of events', () => {
  it('law: each is made once where there is room for all', () => {
    fc.assert(
      fc.property(forms, (gone) => {
        const made = madeOf(gone, 1000)
        expect(made).toEqual([...new Set(gone.map(([of, length]) => `${of}|${length}`))])
      }),
    )
  })

  it('law: without room what was made last of an event is kept, and nothing else', () => {
    fc.assert(
      fc.property(forms, (gone) => {
        const last = new Map<string, number>()
        const due = gone.flatMap(([of, length]) => {
          const again = last.get(of) === length
          last.set(of, length)
          return again ? [] : [`${of}|${length}`]
        })
        expect(madeOf(gone, 0)).toEqual(due)
      }),
    )
  })

  it('keeps those that came first, which a run after it comes to first', () => {
    const run = [1, 2, 3, 4, 5].map((length) => ['onBatch', length] as const)
    // 1 + 2 + 3 fit into 6; 5 is the latest when the second run begins.
    expect(madeOf([...run, ...run], 6).slice(5)).toEqual(['onBatch|4', 'onBatch|5'])
  })
})
