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
import { loadLanes, storeLanes, type Width, widths } from './lanes.ts'

/** A loop over runs: how often it turns, and by how many elements the place of the next run moves. */
export interface Turns {
  readonly size: number
  readonly stride: number
}

/** How many vectors of a run are written out. */
const writtenOut = 16

const addRun = (frame: Frame, length: number, from: Local<'i32'>, to: Local<'i32'>): Statement => {
  const vector = frame.local('v128')
  const add = (width: Width, index: number): Statement =>
    sequence(
      vector.set(f32x4.add(loadLanes(from.get, 16 * index, width), loadLanes(to.get, 16 * index, width))),
      storeLanes(to.get, 16 * index, vector.get, width),
    )
  const turns = Math.floor(length / (4 * writtenOut))
  const moved = 16 * writtenOut
  return sequence(
    times(frame, turns, sequence(...widths(4 * writtenOut).map(add), advance(from, moved), advance(to, moved))),
    ...widths(length - 4 * writtenOut * turns).map(add),
    advance(from, 4 * length - moved * turns),
    advance(to, -moved * turns),
  )
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
