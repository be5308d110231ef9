import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { HandlerProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { builder, hostNumbersIn, type Node, reachableFrom, simplify } from '../ir/index.ts'
import type { HostProgram } from './host/host-values.ts'
import { type Feed, inputsOf } from './lower/feed.ts'
import type { Asked } from './lower/question.ts'
import { guarded } from './lower/refusal.ts'
import { type EventSurroundings, type LoweredEvent, lowerHandler } from './lower-event.ts'
import { type Plan, planOf } from './plan.ts'
import { type SlotShape, type SlotUpdate, withTensors } from './slots.ts'

/** An event handler compiled for one network and one set of shapes. */
export interface CompiledEvent {
  readonly plan: Plan
  /** What of the plan the host makes of options, once for all runs at the same ones: see `numbersAt`. */
  readonly prelude: readonly Node[]
  /** The program inputs that hold each slot: one list of tensors a value, one value an element for lists. */
  readonly slots: Readonly<Record<string, readonly Node[]>>
  readonly task: Node
  readonly feeds: readonly Feed[]
  /** What the host is asked on the way, by number. */
  readonly asks: ReadonlyMap<number, Asked>
  readonly updates: Readonly<Record<string, SlotUpdate>>
  /** Σ θ after the event: finite exactly when every coordinate is. The last output of the plan. */
  readonly health: Node
  readonly host: HostProgram
  /** Every value that the program is given. */
  readonly given: ReadonlySet<Node>
}

/** Simplifies a lowered event and plans it. `note` is told what each node of the plan stands for. */
export const planEvent = (
  { where, slots, task, feeds, asks, updates, host, program }: LoweredEvent,
  note?: (made: Node, of: Node) => void,
): E.Either<Fault, CompiledEvent> =>
  guarded(where, [], () => {
    const simplified = simplify(program, builder(), note)
    const prelude = hostNumbersIn(simplified.outputs)
    const given = new Set(program.inputs)
    const reachable = reachableFrom(simplified.outputs, new Set(prelude))
    return {
      plan: planOf(simplified.outputs, new Set([...given, ...prelude])),
      prelude,
      slots,
      task,
      feeds: feeds.filter((feed) => inputsOf(feed).some((n) => reachable.has(n))),
      asks,
      updates: withTensors(updates, simplified.outputs),
      health: simplified.outputs.at(-1)!,
      host,
      given: new Set([...given].filter((n) => reachable.has(n))),
    }
  })

/** Compiles an event handler: from the syntax of its updates to a host plan with device functions. */
export const compileHandler = (
  where: string,
  handler: HandlerProgram,
  shapes: Readonly<Record<string, SlotShape>>,
  around: EventSurroundings,
): E.Either<Fault, CompiledEvent> =>
  pipe(
    lowerHandler(where, handler, shapes, around),
    E.chain((lowered) => planEvent(lowered)),
  )
