import { createRequire } from 'node:module'
import type { KernelBackend } from '@tensorflow/tfjs-core'

/** Loads the CommonJS build of a package, so that tfjs and all its backends share one engine and one kernel registry. */
export const load = createRequire(import.meta.url)

export type Core = typeof import('@tensorflow/tfjs-core')

/** tfjs without its banners. */
export const core = (): Core => {
  const tf = load('@tensorflow/tfjs-core') as Core
  tf.env().set('PROD', true)
  return tf
}

let last: Promise<unknown> = Promise.resolve()

/** Starts a registered backend. One at a time: of two that start at once, tfjs drops the first. */
export const start = (tf: Core, name: string): Promise<KernelBackend> => {
  const started = last.then(async () => {
    if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} of TensorFlow.js did not start`)
    return tf.backend()
  })
  last = started.catch(() => undefined)
  return started
}
