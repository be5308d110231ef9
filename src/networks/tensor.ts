/** One tensor of a network's parameters. */
export interface Tensor {
  readonly name: string
  readonly group: string
  readonly shape: readonly number[]
  readonly fanIn: number
  readonly fanOut: number
  readonly role: 'weight' | 'bias' | 'scale' | 'shift'
}

/** A tensor as its layer says it, which is called after the layer's group; from and to as many as it has channels, unless given. */
export type TensorOfLayer = Pick<Tensor, 'shape' | 'role'> & Partial<Pick<Tensor, 'fanIn' | 'fanOut'>>
