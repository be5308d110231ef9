import { describe, expect, it } from 'vitest'
import { defineLayer, layers } from '../../src/index.ts'
import { laws } from '../../src/laws/index.ts'
import { mlp } from '../../src/networks/index.ts'

const of = mlp({ hidden: [3] })

describe('laws of a network', () => {
  for (const law of laws.network({ network: of, inputShape: [4] })) it(law.name, () => law.check({ numRuns: 3 }))

  it('control: one whose layer hides a derivative breaks the first, and says so', async () => {
    const hidden = defineLayer<object>({ name: 'hidden', forward: (_, { o, value }) => o.stopGradient(value) })
    const network = { ...of, layers: [...of.layers.slice(0, -1), hidden({}), layers.dense('output', 'outputs')] }
    const [first] = laws.network({ network, inputShape: [4] })
    const { against } = await first!.judge({ numRuns: 3, seed: 1 })
    expect(against).toBeDefined()
    // A case has as many numbers as the network: it is told by the seeds that they come from.
    expect(against!.described!['inputs and parameters']).toMatch(/^numbers of seed \d+$/)
  })
})
