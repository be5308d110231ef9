import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { counted } from '../../counted.ts'
import { type Fault, fault } from '../../fault.ts'
import { elementIn } from '../../sweep/index.ts'
import type { Console } from '../terminal/console.ts'
import { handOf, runnerOf } from '../worker/hand.ts'

/** Which element this process is, as Slurm says it. */
const elementBy = ({
  SLURM_ARRAY_JOB_ID: array,
  SLURM_ARRAY_TASK_ID: place,
  SLURM_RESTART_COUNT: life = '0',
}: Console['env']) =>
  array === undefined || place === undefined
    ? E.left(
        fault({
          where: 'retain element',
          rule: 'this must be run by an array of Slurm',
          got: 'no number of one (SLURM_ARRAY_TASK_ID)',
          hint: 'retain compare … --engine slurm submits one',
        }),
      )
    : E.right({ id: `${array}_${place}`, place: Number(place), life: Number(life) })

/** Takes runs of a comparison and carries them out until none is left. */
export const elementCommand =
  (console: Console) =>
  (folder: string): TE.TaskEither<Fault, number> =>
    pipe(
      TE.fromEither(elementBy(console.env)),
      TE.chain((element) =>
        elementIn(folder, element, runnerOf(handOf(console.start, console.signal)), console.signal),
      ),
      TE.map((count) => {
        console.err.write(`${counted(count, 'run')}\n`)
        return 0
      }),
    )
