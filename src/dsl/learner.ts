import type { Options, Seen } from './options.ts'
import type { Syntax } from './syntax.ts'
import type { Batch, Scalar } from './term.ts'

/** Slots of a method, or new values for some of them, by name. */
type Named = Readonly<Record<string, Syntax>>

/** What is there when a batch comes. */
interface Sees {
  readonly slots: Named
  readonly task: Scalar
  readonly batch: Batch
}

/** What is done with a batch: new values for some slots. */
export type Learning = (sees: Sees) => Named

/** A method at given options, as far as batches go: what it keeps beside θ, and what it does with a batch. */
export interface Learner {
  readonly method: string
  /** The initial values of its slots. */
  readonly slots: Named
  /** At each look at a batch. */
  readonly onBatch: Learning
  /** Once a batch, after the last look at it. */
  readonly afterBatch: Learning
}

/** What makes another method of one. It sees the options, all of which the method declares. */
export type Transformer<O extends Options> = (o: Seen<O>) => (learner: Learner) => Learner

/** All that is done with a batch: the learning, and then, from the slots that it leaves, what is done once. */
export const onAll =
  ({ onBatch, afterBatch }: Learner): Learning =>
  (sees) => {
    const learned = onBatch(sees)
    return { ...learned, ...afterBatch({ ...sees, slots: { ...sees.slots, ...learned } }) }
  }
