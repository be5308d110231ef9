import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import { type MachineDevice, tfjsDevice } from '../interpreters/devices/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'

/** The device that is asked for, with TF32 on or off. */
export const deviceFor = ({ backend, xla, tf32 = false }: ExperimentSettings): TE.TaskEither<Fault, MachineDevice> =>
  pipe(
    tfjsDevice(backend, undefined, xla),
    TE.filterOrElse(
      ({ setTensorFloat32 }) => !tf32 || setTensorFloat32 !== undefined,
      ({ name }) =>
        fault({
          where: '--tf32',
          rule: 'the backend must be one whose products can keep fewer bits',
          got: name,
          hint: 'leave it away, or take --backend node-gpu as `retain setup tensorflow gpu` sets it up',
        }),
    ),
    TE.chainFirstIOK(
      ({ setTensorFloat32 }) =>
        () =>
          setTensorFloat32?.(tf32),
    ),
  )
