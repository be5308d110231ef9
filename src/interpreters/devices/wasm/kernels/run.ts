import { advance, type Frame, type Local, type Statement, sequence, times } from '../assembler/index.ts'
import { type Width, widths } from './lanes.ts'

/** How many vectors of a run are written out. */
const writtenOut = 16

/**
 * Does something with a run of `length` elements, from one place to another, vector by vector. Where it comes from is `ahead` bytes further
 * on afterwards, where it goes as before.
 */
export const overRun = (
  frame: Frame,
  length: number,
  { from, to, ahead }: { readonly from: Local<'i32'>; readonly to: Local<'i32'>; readonly ahead: number },
  each: (width: Width, index: number) => Statement,
): Statement => {
  const turns = Math.floor(length / (4 * writtenOut))
  const moved = 16 * writtenOut
  return sequence(
    times(frame, turns, sequence(...widths(4 * writtenOut).map(each), advance(from, moved), advance(to, moved))),
    ...widths(length - 4 * writtenOut * turns).map(each),
    advance(from, ahead - moved * turns),
    advance(to, -moved * turns),
  )
}
