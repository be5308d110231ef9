import * as t from 'io-ts'
import type { CoordinateWise } from '../coordinate-wise.ts'
import { limits } from '../judge/limits.ts'
import { type Codec, fields, list } from './composite.ts'
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

/** An auxiliary network, its size bounded. */
export const coordinateWiseNetwork: Codec<CoordinateWise> = fields<CoordinateWise>('a coordinate-wise network', {
  hidden,
  activation: literalOf('relu', 'tanh'),
  initialisation: literalOf('xavierUniform', 'kaimingNormal', 'fanInUniform'),
})
