import type { Syntax, SyntaxOf, Variable } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Layout, Network } from '../../networks/index.ts'
import type { BatchNodes } from '../network.ts'
import type { RunPlace } from './runs.ts'

/** A loop around a use of examples: its counter and how often it runs. */
export interface Around {
  readonly counter: Variable
  readonly times: number
}

/**
 * What the host prepares before an event is run: examples that a term stands for, one set for each value of the loop
 * counters it depends on (stacked, outermost loop first), uniform random numbers, numbers of coordinates, tensors that start anew,
 * the place of an example in a shuffled batch, the key by which a device draws noise, or that of a run of a noisy network.
 */
export type Feed =
  | {
      readonly _tag: 'Examples'
      readonly term: Syntax
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly count: number
      readonly inputs: BatchNodes
    }
  | {
      readonly _tag: 'Uniforms'
      readonly term: Syntax
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly size: number
      readonly input: Node
    }
  | {
      readonly _tag: 'Coordinates'
      readonly term: Syntax
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly size: number
      /** How many coordinates there are to draw from. */
      readonly among: number
      readonly input: Node
    }
  /** Four halves of words. */
  | {
      readonly _tag: 'Key'
      readonly term: Syntax
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly input: Node
    }
  /** The same for what the layers of a network draw in one of its runs. */
  | {
      readonly _tag: 'RunKey'
      readonly run: RunPlace
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly input: Node
    }
  | {
      readonly _tag: 'Start'
      readonly term: Syntax
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly network: Network
      /** The tensors that start anew, one after the other in the input. */
      readonly layout: Layout
      readonly input: Node
    }
  /** Which places of a memory a draw reads; what they take, as a push fills them; which examples a shuffle takes. */
  | {
      readonly _tag: 'Places'
      readonly term: SyntaxOf<'Draw' | 'Push' | 'Shuffle'>
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly size: number
      readonly input: Node
    }
  | {
      readonly _tag: 'Place'
      readonly term: SyntaxOf<'Place'>
      readonly around: readonly Around[]
      readonly fixed: ReadonlyMap<Variable, number>
      readonly input: Node
    }

/** The inputs of the program that a feed fills, in their order. */
export const inputsOf = (feed: Feed): readonly Node[] =>
  feed._tag !== 'Examples'
    ? [feed.input]
    : [
        feed.inputs.inputs,
        feed.inputs.targets,
        feed.inputs.weights,
        ...(feed.inputs.heads === undefined ? [] : [feed.inputs.heads]),
      ]
