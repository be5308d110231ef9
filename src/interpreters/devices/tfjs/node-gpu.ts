import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { absent, type Backend, installedWhole } from '../backend/index.ts'
import { loadNative, nativeDevice } from './native-tensorflow.ts'

const needs = '@tensorflow/tfjs-node-gpu'

/** TensorFlow's own C library on a CUDA GPU. It falls back to the CPU without a word, which is refused here. */
export const nodeGpu: Backend = {
  name: 'node-gpu',
  about: 'TensorFlow 2.9 (C library) on a CUDA GPU',
  package: needs,
  needs: `${needs}, CUDA 11.2 and cuDNN 8.1`,
  limits: 'Linux and Windows with an NVIDIA GPU; a call costs more than with wasm: worth it for wide networks',
  present: () => installedWhole(needs),
  open: tryCatch(
    async () => {
      process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
      const native = await loadNative(needs)
      if (native.backend.isUsingGpuDevice === false) throw new Error('TensorFlow found no usable GPU')
      return nativeDevice('node-gpu', native)
    },
    absent('node-gpu', `npm install ${needs}, and have CUDA 11.2 and cuDNN 8.1 on the library path`),
  ),
}
