import type { Value } from '../../src/interpreters/devices/reference/values.ts'
import type { Shape } from '../../src/ir/index.ts'

/** Every coordinate of a shape in row-major order. */
export const coordinatesOf = (shape: Shape): readonly (readonly number[])[] =>
  shape.reduce<readonly (readonly number[])[]>(
    (so, extent) => so.flatMap((c) => Array.from({ length: extent }, (_, i) => [...c, i])),
    [[]],
  )

/** The element of a value at a coordinate; `undefined` outside. */
export const elementAt = ({ shape, data }: Value, at: readonly number[]): number | undefined =>
  at.some((c, d) => c < 0 || c >= shape[d]!) ? undefined : data[at.reduce((so, c, d) => so * shape[d]! + c, 0)]

/** The elements of a tensor defined coordinate by coordinate. */
export const tabulate = (shape: Shape, f: (at: readonly number[]) => number): readonly number[] =>
  coordinatesOf(shape).map(f)
