import { type Layer, partsOf, ruleOf } from './layers/index.ts'
import type { Network } from './network.ts'

const noisyLayer = (layer: Layer): boolean =>
  ruleOf(layer).isNoisy?.(layer) === true || partsOf(layer).some(([, inner]) => inner.some(noisyLayer))

/** Whether a layer of it draws numbers while it learns. */
export const isNoisy = ({ layers }: Pick<Network, 'layers'>): boolean => layers.some(noisyLayer)
