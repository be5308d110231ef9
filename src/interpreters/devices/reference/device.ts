import type { Device } from '../device.ts'
import { whole } from '../whole.ts'
import { evaluate } from './evaluate.ts'
import { repeat } from './repeat.ts'
import { type Value, value } from './values.ts'

/**
 * The reference interpreter as a device: values are immutable float64 arrays, so retaining and releasing only count.
 *
 * @param times so many runs of a program are one call; it gains nothing by that
 */
export const referenceDevice = (times = 1): Device<Value> => {
  let live = 0
  const counted = <A>(of: A): A => {
    live += 1
    return of
  }
  return {
    name: 'reference',
    compile: (program) => (inputs) => evaluate(program, inputs).map(counted),
    repeat: (of) => {
      const run = repeat(of, times)
      return { times, after: 0, run: async (rounds) => (await run(rounds))?.map(counted) }
    },
    upload: (shape, values) => counted({ shape, data: Float64Array.from(whole(shape, values)) }),
    constant: (number) => value([], () => number),
    read: async ({ data }) => data.slice(),
    retain: counted,
    release: () => {
      live -= 1
    },
    buffers: () => live,
  }
}
