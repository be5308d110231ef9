import {
  builder,
  hostNumbersIn,
  inEach,
  type Node,
  operations,
  type Program,
  reachableFrom,
  simplify,
  vectorise,
} from '../ir/index.ts'
import type { CompiledEvent } from './compile.ts'
import { inputsOf } from './lower/feed.ts'
import { type Plan, planOf } from './plan.ts'

/** The program of an event over lanes, each with a state and examples of its own. */
export interface EventLanes {
  readonly plan: Plan
  /** What of the plan the host makes of options, as of an event. */
  readonly prelude: readonly Node[]
  /** What stands for an input of the event in all lanes, along a new first axis. */
  readonly along: ReadonlyMap<Node, Node>
  /** Every value that the program is given. */
  readonly given: ReadonlySet<Node>
}

/** Why an event can't be lanes of one program, in words; `undefined` where it can. */
export const whyAskedAlone = ({ asks }: Pick<CompiledEvent, 'asks'>): string | undefined =>
  asks.size === 0 ? undefined : 'the host decides in the middle of an event, by numbers that each seed has of its own'

/**
 * An event as lanes of one program: what slots hold and what the host feeds has the lanes as its first axis, the number of the task and
 * the options are one for all. A decision that lanes take apart is both of its sides; quadratic programs are solved lane by lane. There is none where
 * the host decides on the way: see `whyAskedAlone`.
 *
 * @law each output is, lane by lane, that of the event, to rounding
 */
export const eventLanes = (code: CompiledEvent, count: number): EventLanes | undefined => {
  if (whyAskedAlone(code) !== undefined) return undefined
  const o = operations(builder())
  const inputs = [...Object.values(code.slots).flat(), ...code.feeds.flatMap(inputsOf)].filter((n) => code.given.has(n))
  const along = new Map(inputs.map((n) => [n, o.build.variable('lanes', [count, ...n.shape], n.type)]))
  const whole = vectorise(o, count, along, code.plan.outputs).map((laned) => inEach(laned, count, o))
  const program: Program = { inputs: [...along.values(), code.task], outputs: whole }
  const { outputs } = simplify(program, builder())
  const prelude = hostNumbersIn(outputs)
  const given = new Set(program.inputs)
  const reachable = reachableFrom(outputs, new Set(prelude))
  return {
    plan: planOf(outputs, new Set([...given, ...prelude])),
    prelude,
    along,
    given: new Set([...given].filter((n) => reachable.has(n))),
  }
}
