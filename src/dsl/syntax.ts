import type { Mode } from './mode.ts'
import type { Notation } from './notation/index.ts'

/** What a term denotes, known at run time as well as to the type checker. */
export type Kind =
  | { readonly _tag: 'Scalar' }
  | { readonly _tag: 'Condition' }
  | { readonly _tag: 'Params'; readonly network: string }
  | RowsKind
  /** Examples; and rows beside them, by the names of their fields. */
  | { readonly _tag: 'Batch'; readonly fields?: FieldWidths }
  | { readonly _tag: 'Memory'; readonly fields?: FieldWidths }
  /** Few-shot tasks, one after the other: each with examples to adapt to and examples to be judged by. */
  | { readonly _tag: 'Episodes' }
  /** How often something is done, as far as an event says it. */
  | { readonly _tag: 'Steps' }
  | { readonly _tag: 'List'; readonly names: readonly string[]; readonly elements: readonly Kind[] }

/** One row of numbers for each example of a batch, which is no batch with other labels. */
export interface RowsKind {
  readonly _tag: 'Rows'
  readonly batch: Syntax
  readonly width: Width
}

/** What is kept beside examples: how wide the rows of each field are, by name. */
export type FieldWidths = Readonly<Record<string, string | number>>

/**
 * How many numbers a row has: so many; as many as the network has `outputs`, as it is given `inputs`, or as go into a layer of it or come
 * out of it (`features:layer2`, `preactivations:layer2`); or one for each example of a batch.
 */
export type Width = number | string | { readonly examplesOf: Syntax }

export const unaryOperators = [
  'negate',
  'absolute',
  'sign',
  'squareRoot',
  'exponential',
  'logarithm',
  'tanh',
  'cosine',
] as const
export type UnaryOperator = (typeof unaryOperators)[number]
export const binaryOperators = ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const
export type BinaryOperator = (typeof binaryOperators)[number]
export const comparisons = ['less', 'lessEqual', 'equal'] as const
export type Comparison = (typeof comparisons)[number]

/** The distributions of noise: N(0, 1) and U(0, 1). */
export const distributions = ['gaussian', 'uniform'] as const
export type Distribution = (typeof distributions)[number]

export interface Variable {
  readonly _tag: 'Variable'
  readonly id: number
  readonly name: string
  readonly kind: Kind
  /** What papers call it, where that is not its name. */
  readonly symbol?: string
}

/** The two halves of an episode: what is adapted to, and what is judged by. */
export const sides = ['support', 'query'] as const
export type Side = (typeof sides)[number]

/** What running the network on a batch can tell: see `loss`, `squaredOutputNorm` and `labelledOutput`. */
export const measures = ['loss', 'squaredOutputNorm', 'labelledOutput'] as const
export type Measured = (typeof measures)[number]

/** What a batch has one row of for each example: `position` is its place in the batch, `heads` are 1 for the outputs of its task's head. */
export const fieldsOfBatch = ['inputs', 'targets', 'weight', 'position', 'heads'] as const
export type FieldOfBatch = (typeof fieldsOfBatch)[number]

export const isFieldOfBatch = (name: string): name is FieldOfBatch => fieldsOfBatch.some((one) => one === name)

/** A place in a network: what comes into a layer, or what comes out of it. */
export const sidesOfLayers = ['features', 'preactivations'] as const
export type SideOfLayer = (typeof sidesOfLayers)[number]

/** A node that runs the learner's network says what for. */
interface Run {
  readonly mode: Mode
}

/** The options that whole numbers of a node are, by the field that holds the number: only those who print look at it. */
export interface Counting {
  readonly counts?: Readonly<Record<string, string>>
}

/** A randomised node names the loop counters around it: it is fresh for each of their values, and one value otherwise. */
interface Fresh {
  readonly iterations: readonly Variable[]
  /** Tells apart two draws that are otherwise alike. */
  readonly place: number
}

/**
 * The syntax of the language: an immutable graph. A value used twice is one node. Nodes with several results
 * (`Gradient`, `Loop`, `Fold`, `Expectation`, `When`,
 * `Combinator`) are read through `Component`.
 */
export type Syntax =
  | Variable
  /** A numeric option of the method: a constant with a name. */
  | { readonly _tag: 'Option'; readonly name: string }
  | ({ readonly _tag: 'Literal'; readonly value: number } & Counting)
  | { readonly _tag: 'Unary'; readonly operator: UnaryOperator; readonly of: Syntax }
  | { readonly _tag: 'Binary'; readonly operator: BinaryOperator; readonly left: Syntax; readonly right: Syntax }
  | { readonly _tag: 'Compare'; readonly operator: Comparison; readonly left: Syntax; readonly right: Syntax }
  | { readonly _tag: 'Select'; readonly condition: Syntax; readonly then: Syntax; readonly otherwise: Syntax }
  /** A vector shaped like `of`, every coordinate `value`. */
  | { readonly _tag: 'Like'; readonly of: Syntax; readonly value: Syntax }
  | { readonly _tag: 'Reduce'; readonly operator: 'sum' | 'mean' | 'maximum'; readonly of: Syntax }
  /** The coordinates of the named parameter groups, or of those whose names go on from one that is none; zero elsewhere. */
  | { readonly _tag: 'Only'; readonly of: Syntax; readonly groups: readonly string[] }
  /** Shaped like `like`: in the named groups, whose tensors end in one number an output, the number of each output; zero elsewhere. */
  | { readonly _tag: 'PerOutput'; readonly of: Syntax; readonly like: Syntax; readonly groups: readonly string[] }
  /** One number for each tensor of parameters: the sum or the mean of its coordinates. */
  | { readonly _tag: 'PerTensor'; readonly operator: 'sum' | 'mean'; readonly of: Syntax }
  /** Shaped like `like`: in each tensor the number that `of` has for it. */
  | { readonly _tag: 'OnTensors'; readonly of: Syntax; readonly like: Syntax }
  /** The Kronecker factors of the dense layers of the learner's network on a batch: moments of what comes in, and of slopes of what comes out. */
  | ({ readonly _tag: 'KroneckerFactors'; readonly parameters: Syntax; readonly batch: Syntax } & Run)
  /** Factors that are identities, of the layers that parameters have. */
  | { readonly _tag: 'KroneckerIdentity'; readonly of: Syntax }
  /** A V G for each layer: factors A and G, and V its part of parameters as a matrix, the bias as the last row. */
  | { readonly _tag: 'KroneckerProduct'; readonly factors: Syntax; readonly of: Syntax }
  /** As many copies of parameters, one for each step of a loop, say. */
  | ({ readonly _tag: 'Copies'; readonly of: Syntax; readonly count: number } & Counting)
  /** The copy of a number, from 0; the first or the last where there is none of that number. */
  | { readonly _tag: 'CopyAt'; readonly of: Syntax; readonly index: Syntax }
  /** Parameters whose named groups start anew, as the network's initialisation draws them. */
  | ({ readonly _tag: 'Reinitialise'; readonly of: Syntax; readonly groups: readonly string[] } & Fresh)
  /** An auxiliary network applied to every coordinate; interpolated between `grid` + 1 points if `grid` > 0. */
  | ({
      readonly _tag: 'Apply'
      readonly network: string
      readonly parameters: Syntax
      readonly to: Syntax
      readonly grid: number
    } & Counting)
  /** Coordinates of the parameters of a network, drawn uniformly with replacement. */
  | ({ readonly _tag: 'Coordinates'; readonly network: string; readonly count: number } & Fresh & Counting)
  /** A vector shaped like `like`, of independent random numbers. */
  | ({ readonly _tag: 'Noise'; readonly distribution: Distribution; readonly like: Syntax } & Fresh)
  /** The values at drawn coordinates. */
  | { readonly _tag: 'Pick'; readonly of: Syntax; readonly coordinates: Syntax }
  /** A scalar measured by running the network on a batch. */
  | ({
      readonly _tag: 'Measure'
      readonly measure: Measured
      readonly parameters: Syntax
      readonly batch: Syntax
    } & Run)
  /** What the network gives for each example of a batch. */
  | ({ readonly _tag: 'Outputs'; readonly parameters: Syntax; readonly batch: Syntax } & Run)
  /** What comes into a layer of it, or out of it. */
  | ({
      readonly _tag: 'Features'
      readonly parameters: Syntax
      readonly batch: Syntax
      readonly layer: string
      readonly side: SideOfLayer
    } & Run)
  /** What the network gives where these rows come into a layer, or out of it, as their width says, instead of what would. */
  | ({
      readonly _tag: 'Onward'
      readonly rows: Syntax
      readonly parameters: Syntax
      readonly batch: Syntax
    } & Run)
  | { readonly _tag: 'FieldOf'; readonly batch: Syntax; readonly field: string }
  /** 0, 1, 2, … along every row, as wide as `of`: rows, or a matrix, of which it may be down every column. */
  | { readonly _tag: 'Columns'; readonly of: Syntax; readonly down?: boolean }
  | { readonly _tag: 'AlongRow'; readonly operator: 'sum' | 'mean' | 'maximum'; readonly of: Syntax }
  /** Over the examples of a batch, each counting by its weight, of rows of one number. */
  | { readonly _tag: 'OverBatch'; readonly operator: 'sum' | 'mean'; readonly batch: Syntax; readonly of: Syntax }
  /** The same of the outer products of rows with rows: a matrix. */
  | {
      readonly _tag: 'OuterProducts'
      readonly operator: 'sum' | 'mean'
      readonly batch: Syntax
      readonly left: Syntax
      readonly right: Syntax
    }
  /** A matrix of zeros. */
  | { readonly _tag: 'Matrix'; readonly rows: string; readonly columns: string }
  /** Every row times a matrix, or times the rows of a batch in place of one; these may be transposed. */
  | { readonly _tag: 'RowsTimes'; readonly of: Syntax; readonly matrix: Syntax; readonly transposed: boolean }
  | {
      readonly _tag: 'Gradient'
      readonly bound: readonly Variable[]
      readonly body: Syntax
      readonly at: readonly Syntax[]
    }
  | { readonly _tag: 'FirstOrder'; readonly of: Syntax }
  | LoopSyntax
  /** The mean or sum of `body` over the iterates of a loop (the state after each iteration). */
  | {
      readonly _tag: 'Along'
      readonly operator: 'sum' | 'mean'
      readonly loop: Syntax
      readonly bound: readonly Variable[]
      readonly body: Syntax
    }
  /**
   * The weighted mean of `body` over the parts of a batch of `size` samples each; the last part is filled with weight 0. Over episodes
   * it is the mean over each of them.
   */
  | ({
      readonly _tag: 'Expectation'
      readonly batch: Syntax
      readonly size: number
      readonly sample: Variable
      readonly index: Variable
      readonly body: readonly Syntax[]
    } & Counting)
  | { readonly _tag: 'Component'; readonly of: Syntax; readonly index: number }
  | { readonly _tag: 'Join'; readonly first: Syntax; readonly second: Syntax }
  | ({ readonly _tag: 'Take'; readonly batch: Syntax; readonly from: number; readonly size: number } & Counting)
  | ({ readonly _tag: 'Shuffle'; readonly batch: Syntax } & Fresh)
  /** The support or the query examples of some episodes, episode after episode. */
  | { readonly _tag: 'Side'; readonly episodes: Syntax; readonly side: Side }
  | ({ readonly _tag: 'Draw'; readonly memory: Syntax; readonly count: number; readonly replacement: boolean } & Fresh &
      Counting)
  /** All that a memory has to be read, as a batch of as many as there is room for. */
  | { readonly _tag: 'All'; readonly memory: Syntax }
  /** The batch with labels sampled from the model's own prediction. */
  | ({ readonly _tag: 'Relabel'; readonly batch: Syntax; readonly parameters: Syntax } & Run & Fresh)
  /** The batch with the model's own prediction as labels: the chance of each label, or for squared error the outputs. */
  | ({ readonly _tag: 'SoftLabels'; readonly batch: Syntax; readonly parameters: Syntax } & Run)
  /** The batch with rows beside its examples. */
  | { readonly _tag: 'WithField'; readonly batch: Syntax; readonly name: string; readonly rows: Syntax }
  /** Each example as often as there are outputs, labelled with each of them in turn. */
  | { readonly _tag: 'EveryLabel'; readonly batch: Syntax }
  /** Where a shuffle has put the example that was at position `example`, from 0. */
  | { readonly _tag: 'Place'; readonly shuffle: Syntax; readonly example: number }
  | ({
      readonly _tag: 'Reservoir'
      readonly capacity: number
      readonly inclusive: boolean
      readonly latest?: boolean
      /** Whether classes are held in equal numbers, as far as they were seen. */
      readonly balanced?: boolean
      readonly fields?: FieldWidths
      /** Whether it holds what has the largest numbers in its field `score`; of each class at most so many, where that is said. */
      readonly scored?: boolean
      readonly perClass?: number
    } & Counting)
  | ({ readonly _tag: 'Ring'; readonly capacity: number } & Counting)
  | ({ readonly _tag: 'Push'; readonly memory: Syntax; readonly batch: Syntax } & Fresh)
  /** The memory with an example at a place, where a condition holds. */
  | {
      readonly _tag: 'ReplaceAt'
      readonly memory: Syntax
      readonly at: Syntax
      readonly accept: Syntax
      readonly entry: Syntax
    }
  | {
      readonly _tag: 'EmptyList'
      readonly names: readonly string[]
      readonly elements: readonly Syntax[]
      /** What papers call parts of an element, by name. */
      readonly symbols?: Readonly<Record<string, string>>
    }
  | { readonly _tag: 'Append'; readonly list: Syntax; readonly values: readonly Syntax[] }
  /** One result a past task: over a per-task list (`bound` are its slots) or a ring (`bound` is that task's memory). */
  | {
      readonly _tag: 'MapTasks'
      readonly over: Syntax
      readonly bound: readonly Variable[]
      readonly index: Variable
      readonly names: readonly string[]
      readonly body: readonly Syntax[]
    }
  /** What a step makes of a state, element by element of a per-task list or past task by past task of a ring, in their order. */
  | {
      readonly _tag: 'Fold'
      readonly over: Syntax
      readonly element: readonly Variable[]
      readonly index: Variable
      readonly bound: readonly Variable[]
      readonly initial: readonly Syntax[]
      readonly next: readonly Syntax[]
    }
  | { readonly _tag: 'Total'; readonly operator: 'sum' | 'mean'; readonly list: Syntax }
  /** The nearest vector to `gradient` whose product with every constraint is at least `margin` of the dual. */
  | {
      readonly _tag: 'ConeProjection'
      readonly constraints: Syntax
      readonly gradient: Syntax
      readonly margin: Syntax
      readonly ridge: Syntax
    }
  | {
      readonly _tag: 'When'
      readonly condition: Syntax
      readonly then: readonly Syntax[]
      readonly otherwise: readonly Syntax[]
    }
  | CombinatorSyntax

export interface LoopSyntax extends Counting {
  readonly _tag: 'Loop'
  /**
   * A count; or once for each part of so many consecutive samples, of which the last may be smaller. Over episodes it is once for each
   * of them; over steps as often as they say, and no sample is bound.
   */
  readonly times: number | { readonly samplesOf: Syntax; readonly size: number }
  readonly index: Variable
  readonly sample?: Variable
  readonly bound: readonly Variable[]
  readonly initial: readonly Syntax[]
  readonly next: readonly Syntax[]
}

/** A function of the language as data, for the parts of combinators. */
export interface Lambda {
  readonly _tag: 'Lambda'
  readonly bound: readonly Variable[]
  readonly body: Syntax
}

/** A named combinator: what it was given, to print, and what it means in smaller terms, to run. */
export interface CombinatorSyntax extends Counting {
  readonly _tag: 'Combinator'
  readonly name: string
  readonly parts: Readonly<Record<string, Syntax | Lambda | number>>
  readonly definition: readonly Syntax[]
  /** What it is in papers: only those who print look at it. */
  readonly notation?: Notation
}

export type Tag = Syntax['_tag']
export type SyntaxOf<T extends Tag> = Extract<Syntax, { readonly _tag: T }>

/** One rule for each node of the language: an interpreter that leaves one out does not compile. */
export type SyntaxRules<R> = { readonly [T in Tag]: (syntax: SyntaxOf<T>) => R }
