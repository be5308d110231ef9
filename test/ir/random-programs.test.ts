import fc from 'fast-check'
import { describe, it } from 'vitest'
import { assemble, point, recipe } from '../arbitraries/index.ts'
import { gradientLaws } from './gradient-laws.ts'

describe('gradient', () => {
  const laws = gradientLaws(recipe(), (r) => assemble(r), point)
  it('law: on random programs ⟨∇f, v⟩ is the slope of f along v', () => fc.assert(laws.first, { numRuns: 120 }))
  it('law: on random programs ⟨∇⟨∇f, w⟩, v⟩ is the slope of ⟨∇f, w⟩ along v', () =>
    fc.assert(laws.second, { numRuns: 60 }))
})
