import { sizeOf } from '../../../ir/index.ts'
import type { Repeating, Repetition } from '../repetition.ts'
import { evaluate } from './evaluate.ts'
import type { Value } from './values.ts'

/** One run after the other, as the definition has it. */
export const repeat = ({ carried, fed, fixed, health }: Repetition, times: number): Repeating<Value>['run'] => {
  const program = {
    inputs: [...carried.map(({ variable }) => variable), ...fed, ...fixed],
    outputs: [...carried.map(({ next }) => next), health],
  }
  return async (rounds) => {
    let state = rounds.carried
    for (let at = 0; at < times; at += 1) {
      const rows = fed.map(({ shape }, i): Value => {
        const size = sizeOf(shape)
        return { shape, data: rounds.fed[i]!.data.subarray(at * size, (at + 1) * size) }
      })
      const made = evaluate(program, [...state, ...rows, ...rounds.fixed])
      if (!Number.isFinite(made.at(-1)!.data[0])) return undefined
      state = made.slice(0, -1)
    }
    return state
  }
}
