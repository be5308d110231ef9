/** One layer of a network, as data. `group` names its parameters, for `only` and for printing. */
export type Layer =
  | { readonly _tag: 'Flatten' }
  | { readonly _tag: 'Dense'; readonly group: string; readonly units: number | 'outputs' }
  | { readonly _tag: 'Activation'; readonly activation: 'relu' | 'tanh' }

/**
 * How weights start; biases start at 0.
 *
 * - `xavierUniform`: U(−a, a) with a = √(6 / (fan in + fan out)), as in GEM and MER;
 * - `kaimingNormal`: N(0, 2 / fan in), as in La-MAML.
 */
export type Initialisation = 'xavierUniform' | 'kaimingNormal'

/** A network: layers from an input to one output a class (or a target), an initialisation, and the loss it is trained by. */
export interface Network {
  readonly name: string
  readonly layers: readonly Layer[]
  readonly initialisation: Initialisation
  /** Mean over the batch of: the cross-entropy of the softmax of the outputs; or ½‖output − target‖². */
  readonly loss: 'crossEntropy' | 'squaredError'
}

/** What a network is put between: the shape of one input and the number of outputs. */
export interface Interface {
  readonly inputShape: readonly number[]
  readonly outputs: number
}
