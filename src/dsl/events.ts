import type { Kind } from './syntax.ts'
import type { Batch, Episodes, Scalar, Steps } from './term.ts'

/** What an event gives to its handler beside the slots: of what kind it is, and what it is called where programs are printed. */
export interface Given {
  readonly kind: Extract<Kind, { readonly _tag: 'Scalar' | 'Batch' | 'Episodes' | 'Steps' }>
  readonly symbol: string
}

/** An event: what its handler sees, and the words for it. */
export interface EventRow {
  readonly sees: Readonly<Record<string, Given>> & { readonly task: Given }
  /** In tables of costs, and where a record says what a run was doing. */
  readonly words: string
  /** Above its lines where programs are printed. Symbols stand in braces, or the names of what has one. */
  readonly heading: string
}

const scalar = { _tag: 'Scalar' } as const
const batch = { _tag: 'Batch' } as const
const episodes = { _tag: 'Episodes' } as const
const steps = { _tag: 'Steps' } as const
const task = { kind: scalar, symbol: 't' } as const

/** What happens in a stream, each event with what it gives: numbers, and batches by name. */
export const streamEvents = {
  onTaskStart: { sees: { task }, words: 'task start', heading: 'At the start of task {task}' },
  onBatch: { sees: { task, batch: { kind: batch, symbol: 'B' } }, words: 'a batch', heading: 'On each batch {batch}' },
  /** `data` is the whole training data of the task that ends. */
  onTaskEnd: {
    sees: { task, data: { kind: batch, symbol: 'D' } },
    words: 'task end',
    heading: 'At the end of task {task}, with its examples {data}',
  },
  /** A meta-batch: `task` is the number of the stretch of meta-training that it is of. */
  onEpisodes: {
    sees: { task, episodes: { kind: episodes, symbol: 'T' } },
    words: 'a meta-batch',
    heading: 'On each meta-batch of episodes {episodes}',
  },
} as const satisfies Readonly<Record<string, EventRow>>

/**
 * What a method says what to do at: the events of a stream; adapting, which is asked of a copy of the state; and being asked for a
 * prediction, which sees no examples unless it is made by a rule: see `givenTo`.
 */
export const events = {
  ...streamEvents,
  adapt: {
    sees: {
      task: { kind: scalar, symbol: 'τ' },
      support: { kind: batch, symbol: 'S' },
      steps: { kind: steps, symbol: 'r' },
    },
    words: 'adapting',
    heading: 'To adapt to examples {support} in {steps} steps',
  },
  predict: {
    sees: { task: { kind: scalar, symbol: 'τ' } },
    words: 'a prediction',
    heading: 'To predict on task {task}, with {t} tasks learned: by parameters {φ}',
  },
} as const satisfies Readonly<Record<string, EventRow>>

/** The name under which a prediction gives rows of outputs, in place of `theta`. */
export const ruleName = 'outputs'
/** Above the lines of a prediction by a rule. */
export const headingOfRule = 'To predict inputs {inputs} on task {task}, with {t} tasks learned: the outputs {z}'

export type EventName = keyof typeof streamEvents
export type HandlerName = keyof typeof events

interface Terms {
  readonly Scalar: Scalar
  readonly Batch: Batch
  readonly Episodes: Episodes
  readonly Steps: Steps
}

/** What the handler of an event sees beside the slots. */
export type Sees<E extends HandlerName> = {
  readonly [V in keyof (typeof events)[E]['sees']]: (typeof events)[E]['sees'][V] extends {
    readonly kind: { readonly _tag: infer K extends keyof Terms }
  }
    ? Terms[K]
    : never
}

export const eventNames = Object.keys(streamEvents) as readonly EventName[]
export const handlerNames = Object.keys(events) as readonly HandlerName[]

/** What an event comes with that is no number, by name: batches, episodes, how often something is done. */
export const givenBy = (name: HandlerName): Readonly<Record<string, Given>> =>
  Object.fromEntries(Object.entries<Given>(events[name].sees).filter(([, { kind }]) => kind._tag !== 'Scalar'))

/** What a rule of prediction is given beside the task: inputs as a batch, whose labels are 0. */
const ofRule: Readonly<Record<string, Given>> = { inputs: { kind: batch, symbol: 'X' } }

/** What a handler comes with that is no number, by name: what its event does, or, where it predicts by a rule, inputs. */
export const givenTo = (
  name: HandlerName,
  { updates }: { readonly updates: Readonly<Record<string, unknown>> },
): Readonly<Record<string, Given>> => (name === 'predict' && Object.hasOwn(updates, ruleName) ? ofRule : givenBy(name))

/** The names of what an event comes with that is no number. */
export const batchNames = (name: HandlerName): readonly string[] => Object.keys(givenBy(name))

/** What an event comes with that comes with one batch at most, by its name. */
export const onlyBatch = <A>(name: HandlerName, batch: A): Readonly<Record<string, A>> =>
  Object.fromEntries(
    batchNames(name)
      .slice(0, 1)
      .map((only) => [only, batch]),
  )
