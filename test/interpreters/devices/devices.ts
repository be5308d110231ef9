import { isRight } from 'fp-ts/lib/Either.js'
import { backends, type MachineDevice } from '../../../src/interpreters/devices/index.ts'

/** A device of every backend that loads here. */
export const devices: readonly MachineDevice[] = (
  await Promise.all(backends.filter((backend) => backend.present()).map((backend) => backend.open()))
).flatMap((opened) => (isRight(opened) ? [opened.right] : []))
