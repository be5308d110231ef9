import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { absent, type Backend, installedWhole } from '../backend/index.ts'
import { loadNative, nativeDevice } from './native-tensorflow.ts'

const needs = '@tensorflow/tfjs-node'

/** TensorFlow's own C library on the CPU. */
export const node: Backend = {
  name: 'node',
  about: 'TensorFlow 2.9 (C library) on the CPU',
  package: needs,
  needs,
  limits: 'a call costs more than with wasm: worth it for wide networks',
  present: () => installedWhole(needs),
  open: tryCatch(async () => nativeDevice('node', await loadNative(needs)), absent('node', `npm install ${needs}`)),
}
