import type { Syntax, Values, Variable } from '../../dsl/index.ts'
import type { Node, Operations, Shape } from '../../ir/index.ts'
import type { Interface, Layout, Network } from '../../networks/index.ts'
import type { Feed } from './feed.ts'
import type { LanesAsked } from './lanes-asked.ts'
import type { Lowered } from './lowered.ts'
import type { Origin } from './origins.ts'
import type { Asked } from './question.ts'
import { Refusal } from './refusal.ts'
import type { RunPlace } from './runs.ts'
import type { Span } from './work.ts'

/** What is known about the surroundings of a program when it is compiled. */
export interface Surroundings {
  readonly options: Values
  /** The layout of every network whose parameters occur, by name. */
  readonly layouts: Readonly<Record<string, Layout>>
  /** The auxiliary networks of the method, by name. */
  readonly networks?: Readonly<Record<string, Network>>
  /** The learner's network and what it is put between; absent for programs that measure no loss. */
  readonly learner?: { readonly network: Network; readonly between: Interface }
  /** What the event comes with, in numbers: see `countsOfBatches`. */
  readonly counts: Readonly<Record<string, number>>
  /** Whether independent iterations run as lanes; absent, none do. */
  readonly lanes?: LanesAsked
}

/** A loop whose body is being lowered: values that depend on its counter are sliced from stacked inputs. */
export interface OpenLoop {
  readonly counter: Variable
  readonly times: number
  readonly sliced: { readonly variable: Node; readonly source: Node }[]
  /** What decides, in each turn, what memories come to that the device follows by itself. */
  readonly decided: Map<Syntax, readonly Node[]>
}

/** Terms lowered so far that depend on what a scope binds; looked up from the inside out. */
export interface Scope {
  readonly owns: (s: Syntax) => boolean
  readonly done: Map<Syntax, Lowered>
  /** Nodes with several results. */
  readonly several: Map<Syntax, readonly Lowered[]>
}

/** The state of one lowering. */
export interface Context {
  readonly o: Operations
  readonly around: Surroundings
  readonly variables: Map<Variable, Lowered>
  /** The running statistics of the learner's normalisations before the event, where it has any. */
  readonly running?: readonly Node[]
  readonly origins: ReadonlyMap<Variable, Origin>
  readonly counters: (s: Syntax) => ReadonlySet<Variable>
  /** The batches that a batch is made of. */
  readonly batchesOf: (s: Syntax) => readonly Syntax[]
  /** What tells a run of the learner's network from every other. */
  readonly runs: (s: Syntax) => RunPlace
  /** The variables that a term takes from outside of it. */
  readonly freeIn: (s: Syntax) => ReadonlySet<Variable>
  /** How many examples batches hold, and whether their labels are made on the device, as far as that was asked. */
  readonly counts: Map<Syntax, number>
  readonly made: Map<Syntax, boolean>
  readonly loops: OpenLoop[]
  readonly scopes: Scope[]
  /** How many past tasks there really are, by the slot of a memory that is taken to be of more. */
  readonly pastTasks: Map<string, Node>
  /** The number of the element of each `mapTasks` around that goes one by one, and of the turn of each loop that is unrolled. */
  readonly fixed: Map<Variable, number>
  /** How many terms the turns of such loops come to so far, and whether one is being lowered. */
  readonly unrolled: { terms: number; inside: boolean }
  /** What each of them leaves after each of its turns, by the first of its results. */
  readonly turns: WeakMap<Lowered, readonly (readonly Lowered[])[]>
  readonly feeds: Feed[]
  readonly asks: Map<number, Asked>
  /** What nodes were made for, in the order in which they were. */
  readonly spans: Span[]
  readonly path: string[]
}

/** The row of a turn of an open loop, of a value that has one for each. */
export const rowOf = (c: Context, loop: OpenLoop, source: Node): Node => {
  const variable = c.o.build.variable('row', source.shape.slice(1), source.type)
  loop.sliced.push({ variable, source })
  return variable
}

/** Reads one row an iteration of a stacked input, through every open loop that the value depends on. */
export const sliceThrough = (c: Context, counters: ReadonlySet<Variable>, stacked: Node): Node =>
  c.loops.filter((loop) => counters.has(loop.counter)).reduce((source, loop) => rowOf(c, loop, source), stacked)

/** A gigabyte of them. */
const most = 2 ** 28

/** An input of the program that the host fills, stacked over the open loops that it depends on. */
export const fedInput = (
  c: Context,
  name: string,
  counters: ReadonlySet<Variable>,
  shape: Shape,
): { readonly input: Node; readonly value: Node } => {
  const whole = [...c.loops.filter((l) => counters.has(l.counter)).map((l) => l.times), ...shape]
  const numbers = whole.reduce((a, b) => a * b, 1)
  if (numbers > most)
    throw new Refusal(`what is prepared for one term of an event must be at most ${most} numbers`, `${numbers}`)
  const input = c.o.build.variable(name, whole)
  return { input, value: sliceThrough(c, counters, input) }
}

/** Lowers inside a scope that binds some variables; what depends on them is forgotten afterwards. */
export const inScope = <A>(c: Context, variables: readonly Variable[], body: () => A): A => {
  const owns = (s: Syntax): boolean => variables.some((variable) => c.freeIn(s).has(variable))
  c.scopes.push({ owns, done: new Map(), several: new Map() })
  try {
    return body()
  } finally {
    c.scopes.pop()
  }
}
