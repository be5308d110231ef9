import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../fault.ts'
import { decodeState, type EncodedState, encodeState, type Naming } from '../saved/index.ts'
import type { Halt } from './halt.ts'
import type { Position } from './protocol/position.ts'
import { type Shown, withoutGiven, withSources } from './remembered.ts'

/** A halt for files: the state as tensors with names and JSON; what its memories have of the stream by its place there. */
export interface WrittenHalt {
  readonly position: Position
  readonly state: EncodedState
}

/** Halts of the runs of one experiment, written and read. */
export interface Halts {
  readonly write: (halt: Halt) => WrittenHalt
  /** A `Left` where a tensor is missing, or is of another form. */
  readonly read: (written: WrittenHalt) => E.Either<Fault, Halt>
}

/** @law read ∘ write = identity, to the bit */
export const haltsOf = (naming: Naming, shown: Shown): Halts => ({
  write: ({ position, state }) => {
    const { rest, sources } = withoutGiven(shown)(state)
    const { form, tensors } = encodeState(naming)(rest)
    return { position, state: { form, tensors: [...tensors, ...sources] } }
  },
  read: ({ position, state }) =>
    pipe(
      decodeState(state),
      E.chain((rest) => withSources(shown)({ rest, sources: state.tensors })),
      E.map((snapshot) => ({ position, state: snapshot })),
    ),
})
