import type { MachineDevice } from '../interpreters/devices/index.ts'
import { retainVersion, versionOf } from '../version.ts'

/** The versions of what a run's numbers depend on. */
export const versions = ({ library, products }: Pick<MachineDevice, 'library' | 'products'> = {}) => ({
  retain: retainVersion(),
  node: process.versions.node,
  tfjs: versionOf('@tensorflow/tfjs-core/package.json'),
  ...(library === undefined ? {} : { library }),
  ...(products === undefined ? {} : { products }),
})
