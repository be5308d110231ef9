import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { LanesChoice } from '../compiler/index.ts'
import type { Fault } from '../fault.ts'
import { type BackendChoice, tfjsDevice } from '../interpreters/devices/index.ts'
import type { Network } from '../networks/index.ts'
import { type Kept, readLearner, writeLearner } from '../saved/index.ts'
import { type Learner, learnerOf, stageOf } from './learner.ts'

/**
 * Writes a learner into a folder: `learner.json` says what it is, `weights.safetensors` holds its network's numbers by their names and
 * `state.safetensors` what else its method keeps.
 *
 * @param replace whether a learner that is there is replaced; not, unless given
 * @returns a `Left` where the folder can't be written, or holds another learner
 * @law loadLearner ∘ saveLearner predicts to the bit what the learner did, and goes on as it would have
 */
export const saveLearner = (
  { kept }: Pick<Learner, 'kept'>,
  folder: string,
  { replace = false }: { readonly replace?: boolean } = {},
): TE.TaskEither<Fault, void> => TE.fromIOEither(() => writeLearner(folder, { replace })(kept))

export interface LoadSettings {
  /** The network again, where a layer or the loss of it is code, which no file holds. */
  readonly network?: Network
  /** `wasm` unless given. */
  readonly backend?: BackendChoice
}

/** How its samples were run, as records say it. */
const lanesOf = ({ about: { lanes } }: Kept): LanesChoice | undefined =>
  lanes === 'on' || lanes === 'off' || lanes === 'auto' ? lanes : undefined

/** The learner that something kept is, on a backend. */
export const learnerOn = (kept: Kept, backend: BackendChoice): TE.TaskEither<Fault, Learner> =>
  pipe(
    tfjsDevice(backend),
    TE.map((device) => learnerOf(stageOf(kept, device, lanesOf(kept)), kept)),
  )

/**
 * The learner in a folder, as `saveLearner` or `retain run --save` wrote it.
 *
 * @returns a `Left` for what is no such folder, for files that are damaged or don't belong together, and for a network that is not the saved one
 */
export const loadLearner = (
  folder: string,
  { network, backend = 'wasm' }: LoadSettings = {},
): TE.TaskEither<Fault, Learner> =>
  pipe(
    TE.fromIOEither(() => readLearner(folder, network)),
    TE.chain((kept) => learnerOn(kept, backend)),
  )
