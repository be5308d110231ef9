import type {
  Attributes,
  Binary,
  Branch,
  Comparison,
  Counter,
  ElementType,
  Loop,
  Node,
  Primitive,
  Shape,
  Sliding,
  Unary,
} from './node.ts'

/** Makes nodes; structurally equal nodes are made once. */
export interface Builder {
  readonly make: <P extends Primitive>(primitive: P, inputs: readonly Node[], attributes: Attributes[P]) => Node
  /** A fresh variable: never equal to another. */
  readonly variable: (name: string, shape: Shape, type?: ElementType) => Node
  /** The same value under a new identity, so that a derivative can be taken with respect to this use alone. */
  readonly alias: (node: Node) => Node
  readonly loop: (loop: Loop) => Node
  readonly stack: (loop: Node, body: Node) => Node
  readonly branch: (condition: Node, sides: Branch) => Node
  /** The number of the node that was made last, by any builder. */
  readonly latest: () => number
  /** Makes a node like `node` with other inputs. */
  readonly remake: (node: Node, inputs: readonly Node[]) => Node
}

type Pair = (a: Node, b: Node) => Node
type One = (a: Node) => Node

/** The vocabulary in which derivatives and lowered programs are written: primitives with broadcasting made explicit. */
export interface Operations
  extends Readonly<Record<Unary | 'stopGradient', One>>,
    Readonly<Record<Binary | Comparison | 'gather', Pair>> {
  readonly build: Builder
  readonly constant: (value: number, shape?: Shape) => Node
  readonly select: (condition: Node, then: Node, otherwise: Node) => Node
  readonly sum: (a: Node, axes?: readonly number[]) => Node
  readonly maximumOver: (a: Node, axes: readonly number[]) => Node
  readonly broadcast: (a: Node, shape: Shape) => Node
  readonly reshape: (a: Node, shape: Shape) => Node
  readonly transpose: (a: Node, permutation: readonly number[]) => Node
  readonly matMul: (a: Node, b: Node, transposeLeft?: boolean, transposeRight?: boolean) => Node
  readonly oneHot: (indices: Node, depth: number) => Node
  /** Uniform numbers in (0, 1), from a key [4]. */
  readonly philox: (key: Node, shape: Shape, counter: Counter) => Node
  readonly concat: (nodes: readonly Node[], axis: number) => Node
  /** What a window sees at each place: [n, h, w, c] → [n, rows, columns, window · c]. */
  readonly patches: (a: Node, sliding: Sliding) => Node
  /** Its adjoint: patches are summed back to images of `extent`. */
  readonly unpatch: (a: Node, sliding: Sliding, extent: readonly [number, number]) => Node
  readonly slice: (a: Node, begin: readonly number[], size: readonly number[]) => Node
  readonly pad: (a: Node, before: readonly number[], after: readonly number[]) => Node
}
