import type { Program } from '../../../ir/index.ts'
import type { Buffer, Machine } from '../machine.ts'
import { listed } from './lists.ts'
import { schedule } from './schedule.ts'

/** A program as a function on a machine's buffers: it borrows its inputs and hands over its outputs. */
export const compile =
  <B extends Buffer>(machine: Machine<B>) =>
  ({ inputs, outputs }: Program): ((buffers: readonly B[]) => readonly B[]) => {
    const whole = schedule(
      { machine, listed: listed(outputs, inputs), lists: new Map() },
      { owned: [], borrowed: inputs, outputs },
    )
    const slots = inputs.map(whole.slotOf)
    return (buffers) => {
      for (let i = 0; i < slots.length; i++) whole.values[slots[i]!] = buffers[i]!
      whole.run()
      return outputs.map((_, position) => whole.output(position))
    }
  }
