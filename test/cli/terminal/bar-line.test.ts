import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barLine } from '../../../src/cli/terminal/bar-line.ts'

const shown = { done: 0.5, title: 'emcl, seed 0', where: 'task 3 of 20', left: '42 s left' }

describe('the line of a bar', () => {
  it('has all of it where there is room', () => {
    expect(barLine(shown, 100)).toBe(` emcl, seed 0 ${'█'.repeat(15)}${'░'.repeat(15)} 50 %  task 3 of 20  42 s left`)
  })

  it('gives up the bar first, then the place, then the name; never how much is done nor the time left', () => {
    expect(barLine(shown, 45)).toBe(' emcl, seed 0 50 %  task 3 of 20  42 s left')
    expect(barLine(shown, 38)).toBe(' emcl, seed 0 50 %  task 3…  42 s left')
    expect(barLine(shown, 26)).toBe(' emcl, se… 50 %  42 s left')
  })

  it('is never longer than there are columns', () => {
    fc.assert(
      fc.property(
        fc.record({
          done: fc.double({ min: 0, max: 1, noNaN: true }),
          title: fc.string({ maxLength: 60 }),
          where: fc.string({ maxLength: 60 }),
          left: fc.constantFrom('', '3 s left', '14 min left'),
        }),
        fc.integer({ min: 24, max: 200 }),
        (of, columns) => {
          const line = barLine(of, columns)
          expect(line.length).toBeLessThanOrEqual(columns)
          expect(line).toContain(`${Math.floor(100 * of.done)} %`)
          expect(line).toContain(of.left)
        },
      ),
    )
  })
})
