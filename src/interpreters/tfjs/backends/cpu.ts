import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { core, load, start } from '../core.ts'
import { machineDevice } from '../machine-device.ts'
import { tensorMachine } from '../tensors/index.ts'
import { absent } from './absent.ts'
import type { Backend } from './backend.ts'
import { installed } from './installed.ts'

const needs = '@tensorflow/tfjs-backend-cpu'

/** tfjs's kernels in plain JavaScript. */
export const cpu: Backend = {
  name: 'cpu',
  about: 'plain JavaScript kernels of TensorFlow.js',
  package: needs,
  needs: `${needs} (comes with Retain)`,
  limits: 'slow: for checking the others',
  present: () => installed(needs),
  open: tryCatch(
    async () => {
      const tf = core()
      load(needs)
      return machineDevice('cpu', tensorMachine(tf, 'cpu', await start(tf, 'cpu')))
    },
    absent('cpu', `npm install ${needs}`),
  ),
}
