import { describe, it } from 'vitest'
import { ours } from './ours.ts'

describe.each(Object.entries(ours))('%s', (_, laws) => {
  for (const law of laws) it(`law: ${law.name}`, () => law.check())
})
