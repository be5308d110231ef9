import type { OwnLoss, Prediction } from '../dsl/index.ts'
import type { Layer } from './layers/index.ts'

/**
 * How weights start. Biases start at 0 unless said.
 *
 * - `xavierUniform`: U(−a, a) with a = √(6 / (fan in + fan out)), as in GEM and MER;
 * - `kaimingNormal`: N(0, 2 / fan in), as in La-MAML;
 * - `fanInUniform`: weights and biases U(−a, a) with a = 1 / √(fan in), the default of PyTorch, as in GEM's residual net.
 */
export const initialisations = ['xavierUniform', 'kaimingNormal', 'fanInUniform'] as const

export type Initialisation = (typeof initialisations)[number]

/** Mean over the batch of: the cross-entropy of the softmax of the outputs; or ½‖output − target‖². */
export const losses = ['crossEntropy', 'squaredError'] as const

/** A network: layers from an input to one output a class (or a target), an initialisation, and the loss it is trained by. */
export interface Network {
  readonly name: string
  readonly layers: readonly Layer[]
  readonly initialisation: Initialisation
  /** One of these, or one of your own: see `defineLoss`. */
  readonly loss: (typeof losses)[number] | OwnLoss
}

/** What the outputs of a network stand for. */
export const predictionOf = ({ loss }: Pick<Network, 'loss'>): Prediction =>
  typeof loss === 'object' ? loss.predicts : loss === 'crossEntropy' ? 'classes' : 'numbers'

export const lossName = ({ loss }: Pick<Network, 'loss'>): string => (typeof loss === 'object' ? loss.name : loss)

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
