import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Halt, Keeper, Run } from '../experiment/index.ts'
import type { RecordedEvent, RunStarted } from '../experiment/protocol/index.ts'
import { type Fault, fault } from '../fault.ts'
import {
  checkpointPath,
  differences,
  encodeLine,
  productsApart,
  readCheckpoint,
  writeCheckpoint,
} from '../records/index.ts'
import { type Recorded, recordOf } from './record-of.ts'

/** How runs are kept so that they can go on: beside which record, and whether they go on from what is there. */
export interface Checkpointing extends Recorded {
  /** The seconds from one to the next; as many as `usual` says unless given. */
  readonly every?: number | undefined
  readonly resume: boolean
  /** Seeds whose runs are in the record already. */
  readonly done: readonly number[]
}

/**
 * How often, in seconds, and at most what part of the time, unless it is said otherwise: where one takes long, because a state is large or a
 * disk slow, they are further apart.
 */
export const usual = { every: 30, part: 0.005 }

/** What a run goes on from: what it had told, how many ticks it had given, and where it was. */
export interface Going {
  readonly events: readonly RecordedEvent[]
  readonly ticks: number
  readonly from: Halt
}

/** What there is to go on from, if anything, and what is to be said of that. */
export interface Resumption {
  readonly going: Going | undefined
  readonly notes: readonly string[]
}

/** Whether the kernels of a backend may give other numbers the next time: those of TensorFlow, unless they are asked not to. */
const mayDiffer = ({ backend }: Pick<RunStarted, 'backend'>): boolean =>
  (backend === 'node' || backend === 'node-gpu') && !/^(1|true)$/i.test(process.env.TF_DETERMINISTIC_OPS ?? '')

/** What is to be said of a run that goes on from a checkpoint. */
const notesOn = (started: RunStarted, damage: readonly string[]): readonly string[] => [
  ...damage,
  ...(damage.length === 0 ? [] : [`seed ${started.seed} goes on from the one before it`]),
  ...(mayDiffer(started)
    ? [
        `seed ${started.seed} goes on on ${started.backend}: to the bit where its kernels are deterministic (TF_DETERMINISTIC_OPS=1) and the device is the same`,
      ]
    : []),
]

const ofAnother = (path: string, got: string): Fault =>
  fault({
    where: 'checkpoint',
    rule: 'a run goes on from a checkpoint of what is asked for',
    got,
    path: [path],
    hint: 'ask for the same, or begin anew with --force',
  })

/**
 * Where a run goes on, by its last checkpoint that is whole.
 *
 * @returns a `Left` for a checkpoint of another version, method, option, benchmark or setting
 */
export const resumption = (run: Run, { resume, ...recorded }: Checkpointing): E.Either<Fault, Resumption> => {
  const { started, halts } = run
  const path = checkpointPath(recordOf(recorded, started.seed), started.seed)
  if (!resume) return E.right({ going: undefined, notes: [] })
  return pipe(
    readCheckpoint(path),
    E.chain(({ checkpoint, notes }): E.Either<Fault, Resumption> => {
      if (checkpoint === undefined)
        return E.right({
          going: undefined,
          notes: notes.length === 0 ? [] : [...notes, `seed ${started.seed} begins anew`],
        })
      const { events, ticks, halt } = checkpoint
      const [first] = events
      const other = first?._tag === 'RunStarted' ? differences(first, started) : ['no start of a run']
      if (other.length > 0) return E.left(ofAnother(path, other.join(', ')))
      return pipe(
        halts.read(halt),
        E.map((from) => ({
          going: { events, ticks, from },
          notes: [...notesOn(started, notes), ...(first?._tag === 'RunStarted' ? productsApart(first, started) : [])],
        })),
      )
    }),
  )
}

/** What a keeper must know of a run: the events told so far and the ticks given. */
export interface Told {
  readonly events: () => readonly RecordedEvent[]
  readonly ticks: () => number
}

/**
 * Keeps how far a run is: every so many seconds, and whenever the run asks for it.
 *
 * @param failed hears why a checkpoint could not be written, once; the run goes on
 */
export const keeperOf = (
  { started, halts }: Run,
  { every, ...recorded }: Checkpointing,
  told: Told,
  failed: (why: Fault) => void,
): Keeper => {
  const path = checkpointPath(recordOf(recorded, started.seed), started.seed)
  let last = performance.now()
  let pause = 1000 * (every ?? usual.every)
  let began: number | undefined
  let wrong = false
  const over = (result: E.Either<Fault, void>): void => {
    const now = performance.now()
    if (every === undefined) pause = Math.max(1000 * usual.every, (now - (began ?? now)) / usual.part)
    last = now
    began = undefined
    if (E.isLeft(result) && !wrong) failed(result.left)
    wrong = E.isLeft(result)
  }
  return {
    due: () => {
      const now = performance.now()
      if (now - last < pause) return false
      began = now
      return true
    },
    keep: async (halt) =>
      over(
        pipe(
          halt,
          E.chain((at) =>
            writeCheckpoint(path, {
              lines: told.events().map((event) => encodeLine(event).trimEnd()),
              ticks: told.ticks(),
              halt: halts.write(at),
            }),
          ),
        ),
      ),
  }
}
