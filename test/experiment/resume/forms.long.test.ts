import fc from 'fast-check'
import { expect, it } from 'vitest'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { rows } from '../../conformance/rows.ts'
import { course, difference } from './halts.ts'
import { libraryRun } from './small-runs.ts'

it.each(rows)('$name goes on from a random event as if it had never stopped, to the bit', async (row) => {
  const of = libraryRun(referenceDevice(), row, { evaluateEvery: 2 })
  const whole = await course(of)
  const moments = fc.sample(fc.nat(whole.moments.length - 1), 3)
  for (const from of moments) expect([from, await difference(of, whole, from)]).toEqual([from, undefined])
})
