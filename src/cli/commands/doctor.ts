import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { diagnosisCodec } from '../errands/doctor/diagnosis.ts'
import type { Console } from '../terminal/console.ts'
import { printed } from '../words/diagnosis.ts'
import * as byHand from '../worker/by-hand.ts'

export interface DoctorFlags {
  readonly data?: string
  readonly json?: boolean
}

/** Prints what Retain finds here and what to do about it. That something is missing is no failure. */
export const doctorCommand =
  (console: Console) =>
  ({ data, json }: DoctorFlags): TE.TaskEither<Fault, number> =>
    pipe(
      byHand.withHand(console, (hand) => hand.does('doctor', { folder: data }, 'doctor')),
      byHand.printed(console, (found) => {
        console.out.write(json === true ? `${JSON.stringify(diagnosisCodec.encode(found))}\n` : printed(found, console))
        return 0
      }),
    )
