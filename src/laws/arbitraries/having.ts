import type { Batch, Holding, List, Memory, Params, Scalar } from '../../dsl/index.ts'

/** One thing that a random program does: which, with what it has so far, and what happens inside. */
export interface Move {
  readonly op: number
  readonly a: number
  readonly b: number
  readonly n: number
  readonly inner: readonly Move[]
}

export type Element = { readonly information: Params; readonly anchor: Params }
export type Past = List<Element>

/** A memory that keeps what the network gave for its examples. */
export type Dark = Memory<'reservoir'> & Holding<{ readonly logits: 'outputs' }>

/** What a random program has so far. */
export interface Having {
  readonly params: readonly Params[]
  readonly scalars: readonly Scalar[]
  readonly batches: readonly Batch[]
  readonly memory: Memory
  readonly dark: Dark
  readonly past: Past
  /** Whether a derivative is taken of what is made, which what the host decides has none of. */
  readonly differentiated?: boolean
}

/** One of some, round and round. */
export const pick = <A>(from: readonly A[], i: number): A => from[i % from.length]!

/** What a move makes of what there is. */
export type Making = (h: Having, m: Move) => Partial<Pick<Having, 'params' | 'scalars' | 'batches'>>
