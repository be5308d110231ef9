import {
  type CompiledEvent,
  type Feed,
  feedInto,
  feedValues,
  hostValues,
  type MemoryValue,
} from '../../compiler/index.ts'
import { type HostBatch, oddInput } from '../../data/index.ts'
import type { Fault } from '../../fault.ts'
import { type Node, numbersAt } from '../../ir/index.ts'
import type { Interface } from '../../networks/index.ts'
import type { Key } from '../../random/index.ts'
import type { Device } from '../devices/index.ts'
import { Diverged } from './attempt.ts'
import { type CarryOut, carryOut } from './carry-out.ts'
import { divergence } from './divergence.ts'
import type { PlanRunner } from './run-plan.ts'
import { staging } from './staging.ts'
import { memoriesOf, releaseState, type State } from './state.ts'
import type { StreamEvent } from './stream-event.ts'
import type { Setting, SettingSurroundings } from './surroundings.ts'

/** What the host does for programs of a method, before and while a device carries them out. */
export const updatesOn = <Buffer>(
  device: Device<Buffer>,
  plans: PlanRunner<Buffer>,
  { program, between }: Setting,
  { around }: SettingSurroundings,
) => {
  const room = staging()
  const made = new WeakMap<CompiledEvent, ReadonlyMap<Node, number>>()
  /** What the host makes of options for a program, once. */
  const numbersOf = (code: CompiledEvent): ReadonlyMap<Node, number> => {
    const numbers = made.get(code) ?? numbersAt(code.prelude, around.options)
    made.set(code, numbers)
    return numbers
  }

  /** The host's half of an event. */
  const hostOf = (
    code: CompiledEvent,
    { task, batches }: Pick<StreamEvent, 'task' | 'batches'>,
    key: Key,
    memories: Readonly<Record<string, MemoryValue>>,
  ) => hostValues(code.host, { key, task, batches, like: noExamples(between, task), memories })

  /** The slots that an event changes, as it leaves them; the state stays whole. */
  const updatedBy = async (
    state: State<Buffer>,
    code: CompiledEvent,
    event: Pick<StreamEvent, 'task' | 'batches' | 'hear'> & { readonly key: Key; readonly words: string },
    carried: CarryOut<Buffer> = carryOut,
  ): Promise<State<Buffer>> => {
    const host = hostOf(code, event, event.key, memoriesOf(state))
    /** Who hears of the arrays of a feed is given ones to keep. */
    const heard = (feed: Feed): readonly Float32Array[] | undefined => {
      const values = event.hear && feedValues(feed, host)
      if (values !== undefined) event.hear?.({ what: feed._tag, values })
      return values
    }
    const { health, updated } = await carried(device, plans, code, state, {
      task: event.task,
      numbers: numbersOf(code),
      feed: (feed) => heard(feed) ?? feedValues(feed, host, room),
      feedInto: (feed, into, slot) => {
        heard(feed)
        feedInto(feed, host, into, slot)
      },
      memory: (term) => host.memory(term, new Map()),
      answer: host.answer,
    })
    if (Number.isFinite(health)) return updated
    releaseState(device, updated)
    // Examples of one's own may not have been looked at before: what they lack isn't the method's fault.
    throw new Diverged(
      oddExamples(event.batches) ??
        (await divergence(device, { method: program.method, options: around.options }, state, event.words)),
    )
  }

  return { numbersOf, hostOf, updatedBy, room }
}

export type Updates<Buffer> = ReturnType<typeof updatesOn<Buffer>>

const oddExamples = (batches: StreamEvent['batches']): Fault | undefined =>
  Object.values(batches)
    .map((examples) => oddInput(examples))
    .find((odd) => odd !== undefined)

/** What examples of a task are like. */
const noExamples = (
  { inputShape, outputs }: Interface,
  task: number,
): Pick<HostBatch, 'inputShape' | 'classes' | 'task'> => ({
  inputShape,
  classes: outputs,
  task,
})
