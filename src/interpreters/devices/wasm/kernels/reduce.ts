import {
  advance,
  code,
  type Frame,
  f32x4,
  type Local,
  type Routine,
  routine,
  type Statement,
  sequence,
  times,
  type Vector,
  v128,
} from '../assembler/index.ts'
import { loadLanes, storeLanes, type Width, widths } from './lanes.ts'

export type Reduction = 'sum' | 'maximum'

const combine = { sum: f32x4.add, maximum: f32x4.maximum } as const
const neutral = { sum: 0, maximum: -Infinity } as const

/** How many vectors are reduced side by side, so that one addition doesn't wait for the last. */
const abreast = 8

/** The four lanes of `vector` reduced to one, in lane 0. */
const acrossLanes = (operator: Reduction, vector: Local<'v128'>): Statement => {
  const folded = (lanes: readonly [number, number, number, number]): Vector =>
    combine[operator](vector.get, v128.shuffle(vector.get, vector.get, lanes))
  return sequence(vector.set(folded([2, 3, 0, 1])), vector.set(folded([1, 0, 3, 2])))
}

/** Lanes above `width` hold the neutral element instead of zero. */
const padded = (operator: Reduction, loaded: Vector, width: Width): Vector => {
  if (width === 4 || operator === 'sum') return loaded
  const lanes = [0, 1, 2, 3].map((lane) => (lane < width ? lane : 4 + lane))
  return v128.shuffle(loaded, f32x4.constant(neutral[operator]), [lanes[0]!, lanes[1]!, lanes[2]!, lanes[3]!])
}

/** A row of `reduced` adjacent elements to one. `input` ends where the next row begins. */
const alongRow = (
  frame: Frame,
  operator: Reduction,
  reduced: number,
  input: Local<'i32'>,
  out: Local<'i32'>,
): Statement => {
  const turns = Math.floor(reduced / (4 * abreast))
  const left = widths(reduced - 4 * abreast * turns)
  const sums = Array.from({ length: turns > 0 ? abreast : Math.max(1, left.length) }, () => frame.local('v128'))
  const take = (width: Width, index: number): Statement => {
    const sum = sums[index]!
    return sum.set(combine[operator](sum.get, padded(operator, loadLanes(input.get, 16 * index, width), width)))
  }
  const turn = turns > 0 ? sequence(...widths(4 * abreast).map(take), advance(input, 16 * abreast)) : code('nothing')
  const fold = (span: number): Statement =>
    span < 1
      ? code('nothing')
      : sequence(
          ...sums
            .slice(span, 2 * span)
            .map((sum, index) => sums[index]!.set(combine[operator](sums[index]!.get, sum.get))),
          fold(Math.floor(span / 2)),
        )
  return sequence(
    ...sums.map((sum) => sum.set(f32x4.constant(neutral[operator]))),
    times(frame, turns, turn),
    ...left.map(take),
    advance(input, 4 * reduced - 16 * abreast * turns),
    fold(abreast / 2),
    acrossLanes(operator, sums[0]!),
    storeLanes(out.get, 0, sums[0]!.get, 1),
    advance(out, 4),
  )
}

/** `reduced` rows of a strip of columns to one. `input` ends at the strip to the right. */
const alongColumns = (
  frame: Frame,
  operator: Reduction,
  reduced: number,
  inner: number,
  strip: readonly Width[],
  input: Local<'i32'>,
  out: Local<'i32'>,
): Statement => {
  const sums = strip.map(() => frame.local('v128'))
  const columns = strip.reduce((total: number, width) => total + width, 0)
  const take = sequence(
    ...strip.map((width, index) =>
      sums[index]!.set(combine[operator](sums[index]!.get, loadLanes(input.get, 16 * index, width))),
    ),
    advance(input, 4 * inner),
  )
  return sequence(
    ...sums.map((sum) => sum.set(f32x4.constant(neutral[operator]))),
    times(frame, reduced, take),
    ...strip.map((width, index) => storeLanes(out.get, 16 * index, sums[index]!.get, width)),
    advance(input, 4 * (columns - reduced * inner)),
    advance(out, 4 * columns),
  )
}

/** [outer, reduced, inner] → [outer, inner]: the sum or the maximum over the middle; 0 and −∞ over nothing. */
export const reduce = (operator: Reduction, outer: number, reduced: number, inner: number): Routine =>
  routine(2, ([input, out], frame) => {
    if (inner === 1) return times(frame, outer, alongRow(frame, operator, reduced, input!, out!))
    const strips = Math.floor(inner / (4 * abreast))
    const rest = widths(inner - strips * 4 * abreast)
    const full = widths(4 * abreast)
    return times(
      frame,
      outer,
      sequence(
        times(frame, strips, alongColumns(frame, operator, reduced, inner, full, input!, out!)),
        rest.length > 0 ? alongColumns(frame, operator, reduced, inner, rest, input!, out!) : code('nothing'),
        advance(input!, 4 * (reduced - 1) * inner),
      ),
    )
  })
