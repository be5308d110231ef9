import { type Count, numberOf } from './count.ts'

/**
 * A network from one number to one number, as a method declares it: dense layers of the given sizes with an activation after
 * each, and a dense layer to the output. It is applied to parameters coordinate by coordinate, by `apply`.
 */
export interface CoordinateWise {
  readonly hidden: readonly number[]
  readonly activation: 'relu' | 'tanh'
  /** How weights and biases start; those of `xavierUniform` and `kaimingNormal` start with biases of 0. */
  readonly initialisation: 'xavierUniform' | 'kaimingNormal' | 'fanInUniform'
}

/**
 * A coordinate-wise network. With biases of 0 every unit of a first ReLU layer would bend at 0, so unless told otherwise biases
 * start at random as well.
 */
export const coordinateWise = ({
  hidden,
  activation = 'relu',
  initialisation = 'fanInUniform',
}: Omit<Partial<CoordinateWise>, 'hidden'> & { readonly hidden: readonly (number | Count)[] }): CoordinateWise => ({
  hidden: hidden.map(numberOf),
  activation,
  initialisation,
})
