import type * as t from 'io-ts'
import type { Node, Operations } from '../../ir/index.ts'
import type { TensorOfLayer } from '../tensor.ts'
import type { BatchMoments, Moments } from './moments.ts'

/** The shape of one example. */
export type Shape = readonly number[]

/** Where a layer stands: the shape of an example before it, the outputs of the whole network, and the shapes at the ends of its parts. */
export interface Place {
  readonly shape: Shape
  readonly outputs: number
  readonly ends: Readonly<Record<string, Shape>>
}

/** What is wrong with a layer where it stands. */
export interface Misfit {
  readonly rule: string
  readonly got: string
}

/** What a layer is given in a forward pass. */
export interface Inflow {
  readonly o: Operations
  /** [n, …] */
  readonly value: Node
  /** Its own tensors, by the names that it gives them. */
  readonly parameters: Readonly<Record<string, Node>>
  /** What each of its parts makes of `value`. */
  readonly ends: Readonly<Record<string, Node>>
  /** How much each example counts in the statistics of the batch, [n]; 1 unless given. An example of weight 0 is padding. */
  readonly weights?: Node
  /** Of a layer that has `statistics`: what it is to use. */
  readonly moments?: Moments
  /** Of a layer that is noisy, while the network learns: what it draws. */
  readonly uniform?: Uniform
}

/**
 * Independent numbers from U(0, 1), fresh at every run of the network and constant to derivatives. The same shape and number are the
 * same draw; a layer that wants another one gives another number.
 */
export type Uniform = (shape: Shape, draw?: number) => Node

/** What a prediction uses: the statistics of the inputs predicted together, or running means that every learned batch moves. */
export type Statistics = 'batch' | { readonly momentum: number }

/** All that a kind of layer is, for layers with the fields of L. */
export interface Rule<L> {
  /** What its fields may hold where they come from outside. */
  readonly fields: { readonly [K in keyof Omit<L, '_tag'>]-?: t.Mixed }
  /** Which of its fields are layers: each such part is run on what the layer is given, in this order. */
  readonly parts?: readonly (keyof L & string)[]
  /** Which of its fields says how wide it is, where a wider network has a wider one. */
  readonly width?: keyof L & string
  /** Why it can't stand there, but for what is inside of its parts. */
  readonly misfit?: (layer: L, place: Place) => Misfit | undefined
  /** The shape of an example after it, where nothing is amiss; the same unless said. */
  readonly shapeAfter?: (layer: L, place: Place) => Shape
  /** Its tensors by their names, in the order of a layout, before those of its parts. Which it has is told by the layer alone. */
  readonly tensors?: (layer: L, place: Omit<Place, 'ends'>) => Readonly<Record<string, TensorOfLayer>>
  /** Where it goes by moments of its batch: what predictions use, and those of a batch. */
  readonly statistics?: {
    readonly used: (layer: L) => Statistics
    readonly seen: (inflow: Omit<Inflow, 'moments'>) => BatchMoments
  }
  /** Whether it draws numbers while the network learns; not, unless said. */
  readonly isNoisy?: (layer: L) => boolean
  /** What it makes of a batch, [n, …], differentiable as all operations are. */
  readonly forward: (layer: L, inflow: Inflow) => Node
}

export const sizeOfShape = (shape: Shape): number => shape.reduce((a, b) => a * b, 1)

export const spelt = (shape: Shape): string => shape.join(' × ')

/** Whether it is a whole number, at least 1. */
export const counts = (n: number): boolean => Number.isSafeInteger(n) && n >= 1
