import fc from 'fast-check'
import { describe, it } from 'vitest'
import { assemble, point } from '../../arbitraries/index.ts'
import { smooth } from '../../arbitraries/moves.ts'
import { gradientLaws } from '../gradient-laws.ts'

describe('derivatives of single operations', () => {
  for (const [operation, name] of Object.keys(smooth).entries()) {
    const operands = fc.record({ a: fc.nat(2), b: fc.nat(2), k: fc.nat(63) })
    const { first, second } = gradientLaws(operands, (o) => assemble([{ ...o, operation, body: [] }]), point)
    it(`law: ${name} has the slopes of central differences, first and second order`, () => {
      fc.assert(first, { numRuns: 25 })
      fc.assert(second, { numRuns: 15 })
    })
  }
})
