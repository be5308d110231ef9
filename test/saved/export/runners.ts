import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { loadGraphModel } from '@tensorflow/tfjs-converter'
import * as ort from 'onnxruntime-web'
import type { Exported } from '../../../src/saved/index.ts'

/** What a model says of inputs, by the names of its outputs. */
export type Said = Readonly<Record<string, readonly number[]>>

/** A model of ONNX, run by ONNX Runtime. */
export const byOnnx = async (files: Exported, inputs: Float32Array, shape: readonly number[]): Promise<Said> => {
  const session = await ort.InferenceSession.create(files['model.onnx'] as Uint8Array, { executionProviders: ['wasm'] })
  try {
    const said = await session.run({ inputs: new ort.Tensor('float32', inputs, shape) })
    return Object.fromEntries(
      Object.entries(said).map(([name, tensor]) => [name, Array.from(tensor.data as Float32Array)]),
    )
  } finally {
    await session.release()
  }
}

/** A graph model, run by TensorFlow.js. */
export const byTfjs = async (files: Exported, inputs: Float32Array, shape: readonly number[]): Promise<Said> => {
  await tf.setBackend('cpu')
  const written = JSON.parse(String(files['model.json']))
  const numbers = files['numbers.bin'] as Uint8Array
  const model = await loadGraphModel({
    load: async () => ({
      ...written,
      weightSpecs: written.weightsManifest[0].weights,
      weightData: numbers.slice().buffer,
    }),
  })
  const x = tf.tensor(inputs, [...shape])
  const names = Object.keys(written.signature.outputs)
  const said = [model.execute({ inputs: x }, names)].flat()
  const values = await Promise.all(said.map((tensor) => tensor.data()))
  for (const tensor of [x, ...said]) tensor.dispose()
  model.dispose()
  return Object.fromEntries(names.map((name, i) => [name, Array.from(values[i]!)]))
}
