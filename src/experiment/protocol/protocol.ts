import type * as t from 'io-ts'
import type { Examples } from '../../data/index.ts'
import type { EventName } from '../../dsl/index.ts'
import type { Network } from '../../networks/index.ts'

/** Scores: entry [i][j] is that on task j after task i was learned, both from 0. A row a task; see `AccuracyMatrix`. */
export type ScoreMatrix = readonly (readonly number[])[]

/** Which of two numbers is better; neither where it depends on what one wants. */
export type Better = 'more' | 'less'

/** A number that a learner gets on the examples of one task. */
export interface Score {
  /** What records call a row of them. */
  readonly name: ScoreName
  /** `accuracy`; with its article, and of several. */
  readonly one: string
  readonly a: string
  readonly many: string
  readonly better: Better
  /** Whether it is one, and what those that are have in common. */
  readonly admits: { readonly holds: (value: number) => boolean; readonly range: string }
  /** What unit it is shown in, as it stands in a sentence, and after a number. */
  readonly unit: { readonly words: string; readonly sign: string }
  readonly shown: (value: number) => string
  /** How its axis is labelled in plots, by a format of numbers, and what it is sure to hold. */
  readonly axis: { readonly format: string; readonly domain?: readonly [number, number] }
}

/** What records call the scores of protocols. */
export type ScoreName = 'accuracies' | 'errors'

/** A number that a run comes to. */
export interface Metric {
  readonly name: string
  /** Its head in tables. */
  readonly head: string
  readonly about: string
  readonly better: Better
  readonly codec: t.Type<number, unknown>
  /** @param before b, the scores on each task before any training */
  readonly of: (matrix: ScoreMatrix, before: readonly number[]) => number
  readonly shown: (value: number) => string
  /** Whether it is among those that methods are compared by in a table. */
  readonly compared: boolean
  /** It in a panel of bars, where methods are compared: its axis, and the text at a value there, as an expression of Vega. */
  readonly bars?: { readonly axis: string; readonly labels: string }
}

/** What a learner is asked: how much its outputs on examples are worth. */
export interface Question {
  readonly examples: Examples
  /** The outputs on examples `from` to `from + count` of them, one after the other. */
  readonly outputs: ArrayLike<number>
  readonly from: number
  readonly count: number
  /** The classes that compete; all of them when it isn't given. */
  readonly among?: readonly number[] | undefined
}

/** The examples that an exam asks for on one side of each class or function: how their columns begin. */
export interface Side {
  readonly side: 'query' | 'support'
  readonly column: string
  /** Its title in a figure. */
  readonly title: string
}

/** What comes one after the other in an exam, and when a learner is asked for all of it so far. */
export interface Trajectories {
  /** `class`, and of several. */
  readonly one: string
  readonly many: string
  /** How many come one after the other. */
  readonly length: number
  /** After how many of them a learner is asked. */
  readonly checkpoints: readonly number[]
  /** Of what examples: those of each that it never saw, and those that it learned. */
  readonly sides: readonly [Side, ...(readonly Side[])]
  /** How many trajectories an exam has, where rows keep the scores of each on the first side: what is told pair by pair needs them. */
  readonly kept?: number
}

/**
 * A protocol: what happens to a learner, how it is judged, and what that comes to. Runs, records, tables, plots and JSON follow from it.
 */
export interface Protocol {
  readonly name: string
  /** The events of a task that a method is told of. */
  readonly events: readonly EventName[]
  /** By which loss networks learn, where it isn't their own. */
  readonly loss?: Network['loss']
  readonly exam: {
    readonly score: Score
    /** On how many tasks a learner is judged when it has learned so many of them. */
    readonly on: (learned: number, tasks: number) => number
    /** The sum of the scores of some examples; the score of a task is their mean. */
    readonly marks: (question: Question) => number
    /** Where a row is of episodes, and not of tasks: what its columns are, and which number of it tells how it goes. */
    readonly episodes?: {
      readonly columns: readonly string[]
      /** Episodes are judged each by itself, unless there are none, and each batch is predicted before it is learned. */
      readonly along?: 'batches'
      /** Or unless they are what comes one after the other in trajectories. */
      readonly trajectories?: Trajectories
      /** How many tasks at first only prepare for what is judged, and have rows that tell nothing; none unless given. */
      readonly preparing?: number
      readonly headline: (row: readonly number[]) => number
      /** A row in words: `2.9 before adapting, 0.41 after 1 step, 0.12 after 10`. */
      readonly told: (row: readonly number[]) => string
    }
  }
  readonly metrics: readonly Metric[]
  readonly plots: {
    /** That of the file of bars, and what they show. */
    readonly bars: { readonly name: string; readonly caption: string }
    readonly evolution: {
      readonly title: string
      readonly caption: string
      readonly axis: string
      /** What is counted from left to right: tasks learned, unless given. */
      readonly along?: string
    }
    /** That of `--plot`, and what lines show; none where what is drawn is how a learner adapts. */
    readonly course?: { readonly kind: string; readonly about: string }
  }
}
