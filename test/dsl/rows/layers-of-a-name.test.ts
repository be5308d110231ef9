import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  columns,
  features,
  multiply,
  outputs,
  outputsFrom,
  preactivations,
  type Rows,
  type RowWidth,
  sumAlong,
  sumOver,
} from '../../../src/dsl/index.ts'
import { layerNamed, type Network } from '../../../src/networks/index.ts'
import { batches, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { between, classes, count, network, size, width } from './network.ts'

/** The same network, its two layers of other groups. */
const named = (first: string, last: string): Network => ({
  ...network,
  layers: network.layers.map((layer) =>
    'group' in layer ? { ...layer, group: layer.group === 'output' ? last : first } : layer,
  ),
})

describe('a layer that goes by the start of its name', () => {
  it('law: in comes what comes into the first of that name, out comes what the last gives, and rows go on from there', async () => {
    const run = learner(
      ({ theta, batch }) => {
        const told = <W extends RowWidth>(rows: Rows<W>) => sumOver(batch, sumAlong(multiply(columns(rows), rows)))
        return {
          into: told(features(batch, theta, 'head')),
          first: told(features(batch, theta, 'head.layer1')),
          second: told(features(batch, theta, 'head.layer2')),
          out: told(preactivations(batch, theta, 'head')),
          last: told(preactivations(batch, theta, 'head.layer2')),
          whole: told(outputs(batch, theta)),
          from: told(outputsFrom(features(batch, theta, 'head'), theta)),
        }
      },
      { network: named('head.layer1', 'head.layer2'), between },
    )
    const given = fc.record({ batch: batches(count, size, classes), theta: thetas(width) })
    let apart = 0
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, batch)
        expect([is.into, is.out, is.from]).toEqual([is.first, is.last, is.whole])
        apart += is.into[0] === is.second[0] ? 0 : 1
      }),
      { numRuns: 10 },
    )
    // Control: what comes into the other layer is something else.
    expect(apart).toBeGreaterThan(0)
  })

  it('a layer of that very name goes first, and a name that none begins with stands for itself', () => {
    const both = named('output.layer1', 'output')
    expect([layerNamed(both, 'output', 'before'), layerNamed(both, 'output', 'after')]).toEqual(['output', 'output'])
    const two = named('output.layer1', 'output.layer2')
    expect([layerNamed(two, 'output', 'before'), layerNamed(two, 'output', 'after')]).toEqual([
      'output.layer1',
      'output.layer2',
    ])
    // A name is a whole one between dots.
    expect(layerNamed(two, 'out', 'before')).toBe('out')
  })
})
