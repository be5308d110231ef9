import { tryCatch } from 'fp-ts/lib/TaskEither.js'
import { absent, type Backend, installed } from '../backend/index.ts'
import { core, load, start } from '../engine/index.ts'
import { machineDevice } from '../schedule/index.ts'
import { tensorMachine } from './tensor-machine.ts'

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
