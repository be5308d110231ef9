import {
  advance,
  type Frame,
  type Local,
  type Routine,
  routine,
  type Statement,
  sequence,
  times,
} from '../assembler/index.ts'
import { loadLanes, storeLanes, type Width } from './lanes.ts'
import { overRun } from './run.ts'

/** A loop over runs: how often it turns, and by how many elements the next run is further on where it comes from and where it goes. */
export interface Moves {
  readonly size: number
  readonly from: number
  readonly to: number
}

const copyRun = (frame: Frame, length: number, from: Local<'i32'>, to: Local<'i32'>): Statement => {
  const vector = frame.local('v128')
  const move = (width: Width, index: number): Statement =>
    sequence(vector.set(loadLanes(from.get, 16 * index, width)), storeLanes(to.get, 16 * index, vector.get, width))
  return overRun(frame, length, { from, to, ahead: 0 }, move)
}

/** Copies runs of `length` elements, the loops, the innermost last, saying where each lies and where it goes. */
export const copyRuns = (loops: readonly Moves[], length: number): Routine =>
  routine(2, ([input, out], frame) =>
    loops.reduceRight<Statement>(
      (body, { size, from, to }) =>
        sequence(
          times(frame, size, sequence(body, advance(input!, 4 * from), advance(out!, 4 * to))),
          advance(input!, -4 * from * size),
          advance(out!, -4 * to * size),
        ),
      copyRun(frame, length, input!, out!),
    ),
  )
