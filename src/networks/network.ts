/** Down and across; one number stands for both. */
export type Sides = number | readonly [number, number]

/** How many zeros surround an image: as many as keep ⌈extent / stride⌉ places, none, or so many on every side. */
export type Padding = 'same' | 'valid' | number

/** One layer of a network, as data. `group` names its parameters, for `only` and for printing. */
export type Layer =
  | { readonly _tag: 'Flatten' }
  | { readonly _tag: 'Dense'; readonly group: string; readonly units: number | 'outputs' }
  | { readonly _tag: 'Activation'; readonly activation: 'relu' | 'tanh' }
  | {
      readonly _tag: 'Convolution'
      readonly group: string
      readonly channels: number
      readonly kernel: Sides
      readonly stride: Sides
      readonly padding: Padding
      readonly bias: boolean
    }
  | { readonly _tag: 'MaxPool'; readonly window: Sides; readonly stride: Sides; readonly padding: Padding }
  /** The mean of each window that lies inside, or of the whole image. */
  | { readonly _tag: 'AveragePool'; readonly window: Sides | 'all'; readonly stride: Sides }
  /**
   * Each channel to mean 0 and variance 1 over the examples and places of a batch, then scaled and shifted by learned numbers.
   * Padding of a batch doesn't count. While learning, the statistics are the batch's own. For a prediction they are
   * those of the inputs predicted together (`batch`: a prediction depends on its neighbours), or running means
   * that every learned batch moves by `momentum`.
   */
  | {
      readonly _tag: 'BatchNormalisation'
      readonly group: string
      readonly statistics: 'batch' | { readonly momentum: number }
    }
  /** body(x) + shortcut(x); no layers are the identity. */
  | { readonly _tag: 'Residual'; readonly body: readonly Layer[]; readonly shortcut: readonly Layer[] }

export type LayerOf<T extends Layer['_tag']> = Extract<Layer, { readonly _tag: T }>

/**
 * How weights start. Biases start at 0 unless said.
 *
 * - `xavierUniform`: U(−a, a) with a = √(6 / (fan in + fan out)), as in GEM and MER;
 * - `kaimingNormal`: N(0, 2 / fan in), as in La-MAML;
 * - `fanInUniform`: weights and biases U(−a, a) with a = 1 / √(fan in), the default of PyTorch, as in GEM's residual net.
 */
export const initialisations = ['xavierUniform', 'kaimingNormal', 'fanInUniform'] as const

export type Initialisation = (typeof initialisations)[number]

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
  /**
   * `single`, unless given: one head over all outputs. `task`: a head a task, which is the outputs of the classes that an
   * example's task has; those of other classes take no part in a loss.
   */
  readonly heads?: 'single' | 'task'
}
