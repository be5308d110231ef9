import { numbersIn } from '../../compiler/index.ts'
import { type AuxiliaryNetwork, type MethodProgram, networkOf, takesInputs } from '../../dsl/index.ts'
import { type Interface, type Layout, layoutOf, mlp, type Network } from '../../networks/index.ts'

type Declaring = Pick<MethodProgram, 'networks'>

const declared = ({ networks = {} }: Declaring): readonly (readonly [string, AuxiliaryNetwork])[] =>
  Object.entries(networks).map(([name, { network }]) => [networkOf(name, network), network])

/** The auxiliary networks of a method, by what their parameters are of. */
export const auxiliaryNetworks = (program: Declaring): Readonly<Record<string, Network>> =>
  Object.fromEntries(
    declared(program).map(([name, { hidden, activation, initialisation }]) => [
      name,
      mlp({ hidden, activation, initialisation, loss: 'squaredError' }),
    ]),
  )

/**
 * Their layouts: from one number to one number, or from the learner's inputs to rows as wide as they are to give. One that is to be as
 * wide as a layer which the learner does not have, has none.
 */
export const auxiliaryLayouts = (
  program: Declaring,
  network: Network,
  between: Interface,
): Readonly<Record<string, Layout>> => {
  const own = auxiliaryNetworks(program)
  return Object.fromEntries(
    declared(program).flatMap(([name, of]): readonly (readonly [string, Layout])[] => {
      const inputShape = takesInputs(of) ? between.inputShape : [1]
      const outputs = takesInputs(of) ? numbersIn(of.gives, network, between) : 1
      return outputs === undefined ? [] : [[name, layoutOf(own[name]!, { inputShape, outputs })]]
    }),
  )
}
