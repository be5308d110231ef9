import {
  type CompiledEvent,
  type EventLanes,
  eventLanes,
  inputsOf,
  mapSlots,
  tensorsIn,
} from '../../../compiler/index.ts'
import type { Values as Options } from '../../../dsl/index.ts'
import { type Node, numbersAt } from '../../../ir/index.ts'
import type { Buffer, Device } from '../../devices/index.ts'
import type { CarriedOut, HostSide } from '../carry-out.ts'
import { planRunner } from '../run-plan.ts'
import { staging } from '../staging.ts'
import type { State } from '../state.ts'
import type { RowDevice } from './row-device.ts'

/** What a lane brings to an event: its state, and what the host has for it. */
export interface Lane {
  readonly state: State<Buffer>
  readonly host: HostSide
}

/** Programs over lanes on a device. */
export interface LaneRunner {
  /** The program of an event over so many lanes, made once; none where the host decides on the way. */
  readonly lanesOf: (code: CompiledEvent, count: number) => EventLanes | undefined
  /**
   * Runs the program of an event for all lanes in one; their states stay whole. A lane that is not there is fed what another is, and
   * nothing comes of it. What each comes to, in the place of what was brought.
   */
  readonly carryOut: (
    code: CompiledEvent,
    made: EventLanes,
    lanes: readonly (Lane | undefined)[],
  ) => Promise<readonly (CarriedOut<Buffer> | undefined)[]>
}

/**
 * @param rows a device over `beneath`, which states are on
 * @law each lane comes to what it comes to by itself, to the roundings of both programs; nothing of one lane reaches another
 */
export const laneRunner = <B>(beneath: Device<B>, rows: RowDevice<B>, options: Options): LaneRunner => {
  const plans = planRunner(beneath)
  const room = staging()
  const known = new WeakMap<CompiledEvent, Map<number, EventLanes | undefined>>()
  const lanesOf: LaneRunner['lanesOf'] = (code, count) => {
    const counts = known.get(code) ?? new Map<number, EventLanes | undefined>()
    known.set(code, counts)
    if (!counts.has(count)) counts.set(count, eventLanes(code, count))
    return counts.get(count)
  }
  return {
    lanesOf,
    carryOut: async (code, made, lanes) => {
      const stead = lanes.findIndex((lane) => lane !== undefined)
      const first = lanes[stead]!
      const copied = (from: number, to: number) => (array: Float32Array) => {
        const width = array.length / lanes.length
        array.copyWithin(to * width, from * width, (from + 1) * width)
      }
      const values = new Map<Node, B>()
      const uploads: B[] = []
      const upload = (node: Node, data: ArrayLike<number>): void => {
        const buffer = beneath.upload(node.shape, data)
        uploads.push(buffer)
        values.set(node, buffer)
      }
      try {
        for (const [name, nodes] of Object.entries(code.slots)) {
          const tensors = lanes.map((lane) => lane && tensorsIn(lane.state[name]!))
          nodes.forEach((node, i) => {
            const along = made.along.get(node)
            if (along === undefined || !made.given.has(along)) return
            const all = tensors.map((of) => of?.[i])
            values.set(along, rows.together(all, node.shape))
          })
        }
        if (made.given.has(code.task)) upload(code.task, [first.host.task])
        for (const feed of code.feeds) {
          const into = room(feed, lanes.length)
          lanes.forEach((lane, slot) => lane?.host.feedInto(feed, into, slot))
          for (const [slot, lane] of lanes.entries()) if (lane === undefined) into.forEach(copied(stead, slot))
          inputsOf(feed).forEach((node, i) => {
            const along = made.along.get(node)
            if (along !== undefined && made.given.has(along)) upload(along, into[i]!)
          })
        }
        const outputs = await plans.run(made.plan, values, numbersAt(made.prelude, options))
        const healths = await beneath.read(outputs.at(-1)!)
        beneath.release(outputs.at(-1)!)
        const there = lanes.map((lane) => lane !== undefined)
        const apart = outputs
          .slice(0, -1)
          .map((buffer, i) => rows.apart(buffer, made.plan.outputs[i]!.shape.slice(1), there))
        return lanes.map((lane, number) => {
          if (lane === undefined) return undefined
          const own = apart.map((of) => of[number]!)
          let position = 0
          const updated = mapSlots((): Buffer => own[position++]!, lane.host.memory)(code.updates)
          own.slice(position).forEach(rows.release)
          return { health: healths[number]!, updated }
        })
      } finally {
        uploads.forEach(beneath.release)
      }
    },
  }
}
