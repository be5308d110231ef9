import type { KernelBackend } from '@tensorflow/tfjs-core'

let last: Promise<unknown> = Promise.resolve()

/** Starts a registered backend. One at a time: of two that start at once, tfjs drops the first. */
export const start = (tf: typeof import('@tensorflow/tfjs-core'), name: string): Promise<KernelBackend> => {
  const started = last.then(async () => {
    if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} of TensorFlow.js did not start`)
    return tf.backend()
  })
  last = started.catch(() => undefined)
  return started
}
