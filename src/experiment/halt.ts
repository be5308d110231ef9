import type { Either } from 'fp-ts/lib/Either.js'
import type { Snapshot } from '../compiler/index.ts'
import type { Fault } from '../fault.ts'
import type { Position } from './protocol/position.ts'

/** A run between two of its events: how far it is, and the state that the method has there. */
export interface Halt {
  readonly position: Position
  readonly state: Snapshot
}

/** Keeps how far a run is. */
export interface Keeper {
  /** Whether it is time to, asked between any two events. */
  readonly due: () => boolean
  /** The run waits until it is done; a `Left` where the state could not be read. */
  readonly keep: (halt: Either<Fault, Halt>) => Promise<void>
}
