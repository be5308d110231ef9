import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { packages } from '../../../native/index.ts'
import { absent, type Backend } from '../backend/index.ts'
import type { Calling } from '../tensorflow/index.ts'
import { isThere, loadNative, nativeDevice } from './native-tensorflow.ts'

const opened = (calling: Calling) =>
  tryCatch(
    async () => {
      const native = await loadNative('gpu')
      if (native.backend.isUsingGpuDevice === false)
        throw new Error('a TensorFlow that found no GPU which it can use, and would take the CPU')
      return nativeDevice('node-gpu', native, calling)
    },
    absent('node-gpu', 'set it up: retain setup tensorflow gpu; retain doctor tells of the GPU and its driver'),
  )

/** TensorFlow's own C library on a CUDA GPU. It falls back to the CPU without a word, which is refused here. */
export const nodeGpu: Backend = {
  name: 'node-gpu',
  about: "TensorFlow's own library on a CUDA GPU",
  package: packages.gpu,
  needs: 'a GPU of NVIDIA with its driver, and what `retain setup tensorflow gpu` sets up',
  limits: 'Linux with an NVIDIA GPU; a call costs more than with wasm: worth it for wide networks',
  present: () => isThere('gpu'),
  open: opened({ xla: false }),
  compiled: opened({ xla: true }),
}
