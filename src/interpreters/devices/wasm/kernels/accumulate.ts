import {
  advance,
  type Frame,
  f32x4,
  type Local,
  type Routine,
  routine,
  type Statement,
  sequence,
  times,
} from '../assembler/index.ts'
import { loadLanes, storeLanes, type Width } from './lanes.ts'
import { overRun } from './run.ts'

/** A loop over runs: how often it turns, and by how many elements the place of the next run moves. */
export interface Turns {
  readonly size: number
  readonly stride: number
}

const addRun = (frame: Frame, length: number, from: Local<'i32'>, to: Local<'i32'>): Statement => {
  const vector = frame.local('v128')
  const add = (width: Width, index: number): Statement =>
    sequence(
      vector.set(f32x4.add(loadLanes(from.get, 16 * index, width), loadLanes(to.get, 16 * index, width))),
      storeLanes(to.get, 16 * index, vector.get, width),
    )
  return overRun(frame, length, { from, to, ahead: 4 * length }, add)
}

/** Adds runs of `length` elements, which lie one after the other in the input, to where each belongs in the output. */
export const accumulate = (loops: readonly Turns[], length: number): Routine =>
  routine(2, ([input, out], frame) =>
    loops.reduceRight<Statement>(
      (body, { size, stride }) =>
        sequence(times(frame, size, sequence(body, advance(out!, 4 * stride))), advance(out!, -4 * stride * size)),
      addRun(frame, length, input!, out!),
    ),
  )
