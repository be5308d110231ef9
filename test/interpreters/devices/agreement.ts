import type { MachineDevice } from '../../../src/interpreters/devices/index.ts'
import { sizeOf } from '../../../src/ir/index.ts'
import { type Bounded, bounded } from './error-bound.ts'
import type { Case } from './programs.ts'

/** An element beyond the bound on its rounding error. */
export interface Miss {
  readonly output: number
  readonly element: number
  readonly got: number
  readonly want: number
  readonly bound: number
}

/** What a device makes of a case; releases everything it was given. */
export const results = async (
  device: MachineDevice,
  { program, values }: Case,
): Promise<readonly (readonly number[])[]> => {
  const inputs = program.inputs.map((node, i) => device.upload(node.shape, values[i]!))
  const outputs = device.compile(program)(inputs)
  const read = await Promise.all(outputs.map(async (buffer) => Array.from(await device.read(buffer))))
  for (const buffer of [...inputs, ...outputs]) device.release(buffer)
  return read
}

export const wanted = ({ program, values }: Case): readonly Bounded[] =>
  bounded(
    program,
    program.inputs.map((node, i) => ({ shape: node.shape, data: Float64Array.from(values[i]!) })),
  )

/** The elements of `got` that rounding alone doesn't explain. A NaN where a number is due is one. */
export const misses = (got: readonly (readonly number[])[], want: readonly Bounded[]): readonly Miss[] =>
  want.flatMap(({ value, error }, output) =>
    got[output]!.length === sizeOf(value.shape)
      ? got[output]!.flatMap((x, element) => {
          const [exact, bound] = [value.data[element]!, error.data[element]!]
          const fits = Number.isFinite(exact) && Number.isFinite(bound) ? Math.abs(x - exact) <= bound : true
          return fits ? [] : [{ output, element, got: x, want: exact, bound }]
        })
      : [{ output, element: -1, got: got[output]!.length, want: sizeOf(value.shape), bound: 0 }],
  )
