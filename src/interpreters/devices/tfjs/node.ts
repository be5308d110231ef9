import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { packages } from '../../../native/index.ts'
import { absent, type Backend } from '../backend/index.ts'
import type { Calling } from '../tensorflow/index.ts'
import { isThere, loadNative, nativeDevice } from './native-tensorflow.ts'

const opened = (calling: Calling) =>
  tryCatch(
    async () => nativeDevice('node', await loadNative('cpu'), calling),
    absent('node', 'set it up: retain setup tensorflow cpu'),
  )

/** TensorFlow's own C library on the CPU. */
export const node: Backend = {
  name: 'node',
  about: "TensorFlow's own library on the CPU",
  package: packages.cpu,
  needs: 'what `retain setup tensorflow cpu` sets up',
  limits: 'a call costs more than with wasm: worth it for wide networks',
  present: () => isThere('cpu'),
  open: opened({ xla: false, passes: true, oneDnn: true }),
  compiled: opened({ xla: true }),
}
