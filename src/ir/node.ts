/** The extents of a tensor along each of its dimensions; `[]` is a scalar. */
export type Shape = readonly number[]

/**
 * A window that moves over images [n, h, w, c]: its extent and its steps down and across, and how many zeros surround an image at
 * the top, bottom, left and right.
 */
export interface Sliding {
  readonly window: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly padding: readonly [number, number, number, number]
}

/** The number of a block of random words, itself four words of 32 bits, lowest first. */
export type Counter = readonly [number, number, number, number]

/** The functions of one number, and of two, and the conditions on two, that are applied element by element. */
export type Unary =
  | 'negate'
  | 'absolute'
  | 'sign'
  | 'squareRoot'
  | 'exponential'
  | 'logarithm'
  | 'tanh'
  | 'sine'
  | 'cosine'
export type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum'
export type Comparison = 'less' | 'lessEqual' | 'equal'

type Nothing = Record<never, never>

/** What distinguishes one use of a primitive from another, for each primitive. */
export interface Attributes extends Readonly<Record<Unary | Binary | Comparison, Nothing>> {
  readonly input: { readonly name: string; readonly serial: number }
  readonly constant: { readonly value: number }
  /** A number that the host knows before a program runs, by its name. */
  readonly option: { readonly name: string }
  readonly alias: { readonly serial: number }
  readonly stopGradient: Nothing
  readonly select: Nothing
  readonly sum: { readonly axes: readonly number[] }
  readonly maximumOver: { readonly axes: readonly number[] }
  readonly broadcast: { readonly shape: Shape }
  readonly reshape: { readonly shape: Shape }
  readonly transpose: { readonly permutation: readonly number[] }
  readonly matMul: { readonly transposeLeft: boolean; readonly transposeRight: boolean }
  readonly gather: Nothing
  readonly oneHot: { readonly depth: number }
  /** `counter` is that of the first block. Input: the key [4]. */
  readonly philox: { readonly shape: Shape; readonly counter: Counter }
  readonly concat: { readonly axis: number }
  readonly slice: { readonly begin: readonly number[]; readonly size: readonly number[] }
  readonly pad: { readonly before: readonly number[]; readonly after: readonly number[] }
  readonly patches: Sliding
  /** `extent` is that of the images, [h, w]. */
  readonly unpatch: Sliding & { readonly extent: readonly [number, number] }
  /** A static loop as a unit; its values are read by `final` and `stack`. Inputs: initial values, sliced sources, free nodes. */
  readonly loop: Loop
  /** The value of a carried variable after the last iteration. Input: the loop. */
  readonly final: { readonly index: number }
  /** The value of a node of the loop's body at every iteration, stacked by iteration number. Inputs: the loop, free nodes. */
  readonly stack: { readonly body: Node }
  /** argmin_v ½ vᵀGv + bᵀv subject to v ≥ lower, solved on the host. Inputs: G [t,t], b [t], lower [] or [t]. */
  readonly quadraticProgram: Nothing
  /** What the host says when it is told its inputs; it knows by the number what it is asked. */
  readonly asked: { readonly serial: number; readonly shape: Shape }
  /** A decision taken on the host. Inputs: the condition, the free nodes of both sides. */
  readonly branch: Branch
  /** One value of the side that a branch took. Input: the branch. */
  readonly taken: { readonly index: number }
}

export type Primitive = keyof Attributes

/** `float` values are numbers, `bool` values are the results of comparisons: the conditions of `select`. */
export type ElementType = 'float' | 'bool'

export interface NodeOf<P extends Primitive> {
  /** Creation order within one builder. */
  readonly id: number
  /** The number of the newest variable that it depends on; 0 if there is none. */
  readonly newest: number
  readonly primitive: P
  readonly inputs: readonly Node[]
  readonly attributes: Attributes[P]
  readonly shape: Shape
  readonly type: ElementType
}

/** A value of a tensor program in static single assignment form; equal values are one node. */
export type Node = { readonly [P in Primitive]: NodeOf<P> }[Primitive]

/** One rule for each primitive: leave one out and the file that owns the table does not compile. */
export type Rules<R> = { readonly [P in Primitive]: (node: NodeOf<P>) => R }

/** `times` iterations of `next` on the carried variables; `index` runs from 0, or down to 0 when `reverse`. */
export interface Loop {
  readonly times: number
  readonly reverse: boolean
  readonly index: Node
  readonly carried: readonly Node[]
  readonly initial: readonly Node[]
  /** Variables that see one row of their source an iteration. */
  readonly sliced: readonly { readonly variable: Node; readonly source: Node }[]
  readonly next: readonly Node[]
}

export interface Branch {
  readonly then: readonly Node[]
  readonly otherwise: readonly Node[]
}

/** A closed tensor program: nodes reachable from `outputs` end in `inputs` and constants. An option is an input where it occurs. */
export interface Program {
  readonly inputs: readonly Node[]
  readonly outputs: readonly Node[]
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1)

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, i) => extent === b[i])

/** Dispatch to the rule of a node's primitive. */
export const applyRule = <R>(rules: Rules<R>, node: Node): R => (rules[node.primitive] as (node: Node) => R)(node)
