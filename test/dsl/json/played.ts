import * as E from 'fp-ts/lib/Either.js'
import type { HostBatch } from '../../../src/data/index.ts'
import type { MethodProgram } from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { type StreamEvent, session } from '../../../src/interpreters/runtime/index.ts'
import { mlp } from '../../../src/networks/index.ts'

const between = { inputShape: [2], outputs: 2 }

const examples = (task: number, batch: number): HostBatch => ({
  count: 2,
  inputs: Float32Array.from([task - 0.5, batch + 0.25, 1 - batch, 0.75 * task]),
  inputShape: [2],
  targets: Float32Array.from(task === batch ? [1, 0, 0, 1] : [0, 1, 1, 0]),
  weights: new Float32Array(2).fill(1),
  classes: 2,
  task,
})

const events: readonly StreamEvent[] = [0, 1].flatMap((task): readonly StreamEvent[] => [
  { name: 'onTaskStart', task, batch: 0, batches: {} },
  ...[0, 1].map((batch): StreamEvent => ({ name: 'onBatch', task, batch, batches: { batch: examples(task, batch) } })),
  { name: 'onTaskEnd', task, batch: 0, batches: { data: examples(task, 1) } },
])

/** What a program comes to after two tasks of two batches, on the reference device: every number of every slot, or its fault. */
export const played = async (program: MethodProgram, seed = 3): Promise<unknown> => {
  const s = session({ program, network: mlp({ hidden: [2] }), between, device: referenceDevice() })
  let state = await s.initial(seed)()
  for (const event of events) {
    if (E.isLeft(state)) return render(state.left)
    state = await s.handle(seed, state.right, event)()
  }
  if (E.isLeft(state)) return render(state.left)
  const slots: Record<string, unknown> = {}
  for (const [slot, value] of Object.entries(state.right)) {
    const read = await s.read(value)()
    slots[slot] =
      value._tag === 'Memory'
        ? value.value
        : E.isRight(read)
          ? read.right.map((tensor) => Array.from(tensor))
          : read.left
  }
  return slots
}
