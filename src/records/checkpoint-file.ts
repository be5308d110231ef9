import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../fault.ts'
import { generationsOf, readRegularFile, reasonOf, removeGenerations, writeGeneration } from '../files/index.ts'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type ReadCheckpoint } from './checkpoint.ts'

/** The checkpoint of a run, beside the record that it is kept in. */
export const checkpointPath = (record: string, seed: number): string => `${record}.seed${seed}.checkpoint`

/** No checkpoint has more bytes than this (8 GiB). */
const mostBytes = 2 ** 33

/** What there is to go on from, and what is to be said of what could not be used. */
export interface Found {
  readonly checkpoint: ReadCheckpoint | undefined
  readonly notes: readonly string[]
}

const bytesOf = (path: string): E.Either<Fault, Uint8Array> =>
  readRegularFile({
    where: 'checkpoint',
    path,
    rule: 'the checkpoint must be a file that can be read',
    most: mostBytes,
  })

/**
 * The last checkpoint at a path that is whole: the one before it where it is damaged, which is said.
 *
 * @returns a `Left` where there is none, but one of another version of Retain
 */
export const readCheckpoint = (path: string): E.Either<Fault, Found> => {
  const notes: string[] = []
  let foreign: Fault | undefined
  for (const one of generationsOf(path)) {
    const read = pipe(
      bytesOf(one),
      E.mapLeft(({ rule, got = '' }) => ({ _tag: 'Damaged', what: `${rule}, got ${got}` }) as const),
      E.chain(decodeCheckpoint(one)),
    )
    if (E.isRight(read)) return E.right({ checkpoint: read.right, notes })
    if (read.left._tag === 'Foreign') {
      foreign ??= read.left.fault
      notes.push(`the checkpoint ${one} is of another version of Retain: ${read.left.fault.got}`)
    } else notes.push(`the checkpoint ${one} is damaged: ${read.left.what}`)
  }
  return foreign === undefined ? E.right({ checkpoint: undefined, notes }) : E.left(foreign)
}

/** Keeps a checkpoint, and the one before it. It is on the disk when this returns. */
export const writeCheckpoint = (path: string, checkpoint: Checkpoint): E.Either<Fault, void> =>
  pipe(
    encodeCheckpoint(checkpoint),
    E.chain((pieces) =>
      pipe(
        writeGeneration(path, pieces),
        E.mapLeft((error) =>
          fault({
            where: 'checkpoint',
            rule: 'checkpoints must be files that can be written',
            got: reasonOf(error),
            path: [path],
            hint: 'the run goes on without; make room there',
          }),
        ),
      ),
    ),
  )

/** A run is over: there is nothing to go on with. */
export const removeCheckpoints = (record: string, seed: number): void => removeGenerations(checkpointPath(record, seed))
