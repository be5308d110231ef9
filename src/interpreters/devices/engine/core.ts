import { createRequire } from 'node:module'

export { start } from './start.ts'

/** Loads the CommonJS build of a package, so that tfjs and all its backends share one engine and one kernel registry. */
export const load = createRequire(import.meta.url)

export type Core = typeof import('@tensorflow/tfjs-core')

/** tfjs without its banners. */
export const core = (): Core => {
  const tf = load('@tensorflow/tfjs-core') as Core
  tf.env().set('PROD', true)
  return tf
}
