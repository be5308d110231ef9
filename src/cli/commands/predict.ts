import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import type { Console } from '../terminal/console.ts'
import { predictionJson, predictionWords } from '../words/predictions.ts'
import { printed, withHand } from '../worker/by-hand.ts'

/** The flags of `retain predict`, as text. */
export interface PredictFlags {
  readonly input: string
  readonly task?: string
  readonly network?: string
  readonly backend?: string
  readonly resize?: boolean
  readonly invert?: boolean
  readonly json?: boolean
}

/** Prints what a saved learner says of the inputs in a file. */
export const predictCommand =
  (console: Console) =>
  (folder: string, flags: PredictFlags): TE.TaskEither<Fault, number> => {
    const { input, task, network, backend, resize = false, invert = false, json = false } = flags
    return pipe(
      withHand(console, (hand) =>
        hand.does('predict', { folder, input, task, network, backend, resize, invert }, network ?? folder),
      ),
      printed(console, (predictions) => {
        console.out.write(json ? predictionJson(predictions) : predictionWords(predictions))
        return 0
      }),
    )
  }
