import * as t from 'io-ts'
import { type AuxiliaryNetwork, takesInputs } from '../auxiliary.ts'
import type { CoordinateWise } from '../coordinate-wise.ts'
import { limits } from '../judge/limits.ts'
import { givable, isGivable, type OverInputs } from '../over-inputs.ts'
import { type Codec, fields, isRecord, list } from './composite.ts'
import { guarded, literalOf } from './plain-values.ts'

const units = guarded(
  `a whole number from 1 to ${limits.units}`,
  (u): u is number => typeof u === 'number' && Number.isInteger(u) && u >= 1 && u <= limits.units,
)

const layers = list(units)
const rule = `a list of at most ${limits.layers} numbers of units`

const hidden: Codec<readonly number[]> = new t.Type<readonly number[], unknown, unknown>(
  rule,
  layers.is,
  (u, c) => (Array.isArray(u) && u.length <= limits.layers ? layers.validate(u, c) : t.failure(u, c, rule)),
  layers.encode,
)

const dense = {
  hidden,
  activation: literalOf('relu', 'tanh'),
  initialisation: literalOf('xavierUniform', 'kaimingNormal', 'fanInUniform'),
}

const coordinateWiseNetwork = fields<CoordinateWise>('a coordinate-wise network', dense)

const networkOverInputs = fields<OverInputs>('a network over inputs', {
  takes: literalOf('inputs'),
  gives: guarded(givable, isGivable),
  ...dense,
})

/** An auxiliary network, its size bounded: one that says what it takes takes inputs. */
export const auxiliaryNetwork: Codec<AuxiliaryNetwork> = new t.Type<AuxiliaryNetwork, unknown, unknown>(
  'an auxiliary network',
  (u): u is AuxiliaryNetwork => coordinateWiseNetwork.is(u) || networkOverInputs.is(u),
  (u, c) =>
    isRecord(u) && Object.hasOwn(u, 'takes') ? networkOverInputs.validate(u, c) : coordinateWiseNetwork.validate(u, c),
  (network) => (takesInputs(network) ? networkOverInputs : coordinateWiseNetwork).encode(network as never),
)
