import fc from 'fast-check'
import type { Network } from '../networks/index.ts'
import { child, key, uniforms } from '../random/index.ts'
import type { Law, Sides } from './law.ts'
import { type LayersCase, layersLaws } from './layer.ts'

/** A network to test. */
export interface NetworkUnderTest {
  readonly network: Network
  /** The shape of one example. */
  readonly inputShape: readonly number[]
  /** 2 unless given. */
  readonly outputs?: number
}

/** Numbers between −¼ and ¼, as many as a network has: they are told by the seed that they come from. */
const numbers = (length: number): fc.Arbitrary<readonly number[]> =>
  fc.nat().map((seed) =>
    Object.assign(
      Array.from(uniforms(child(key(seed), 'numbers'), length), (u) => (2 * u - 1) / 4),
      { [fc.toStringMethod]: () => `numbers of seed ${seed}` },
    ),
  )

const described = ({ at, first, second, padding, seed }: LayersCase): Sides => ({
  'inputs and parameters': fc.stringify(at),
  'the first direction': fc.stringify(first),
  'the second direction': fc.stringify(second),
  'other padding': fc.stringify(padding),
  'the key of what is drawn': seed,
})

/**
 * The laws of a network, on three examples: those of `laws.layer`, of all of its layers one after the other. Its derivatives by inputs and
 * parameters are what finite differences give, once and twice; padding changes nothing; `wasm` and `cpu` make the same of it as float64.
 *
 * @example for (const law of laws.network({ network: mlp({ hidden: [3] }), inputShape: [4] })) it(law.name, () => law.check({ numRuns: 2 }))
 */
export const networkLaws = ({ network, inputShape, outputs = 2 }: NetworkUnderTest): readonly Law[] =>
  layersLaws({ layers: network.layers, inputShape, outputs, numbers, described })
