import fc from 'fast-check'
import { type Interface, mlp, type Network } from '../../networks/index.ts'

/** A network, and what it stands between. */
export interface Between {
  readonly network: Network
  readonly between: Interface
}

/**
 * Small networks, dense, with up to two hidden layers of up to four units, of either activation and either loss, between up to
 * four numbers and two to four outputs: enough that a mix-up of layers or of extents is seen, and quick.
 *
 * @example await law('has layers', arbitraries.network, async ({ network }) => network.layers.length >= 2).check()
 */
export const network: fc.Arbitrary<Between> = fc
  .record({
    hidden: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
    activation: fc.constantFrom('relu', 'tanh'),
    loss: fc.constantFrom('crossEntropy', 'squaredError'),
    inputs: fc.integer({ min: 1, max: 4 }),
    outputs: fc.integer({ min: 2, max: 4 }),
  })
  .map(({ inputs, outputs, ...shape }) => ({ network: mlp(shape), between: { inputShape: [inputs], outputs } }))
