import type { MethodProgram } from '../../dsl/index.ts'
import { type Layout, layoutOf, mlp, type Network } from '../../networks/index.ts'

type Networks = Readonly<Record<string, Network>>

/** The auxiliary networks of a method, from one number to one number. */
export const auxiliaryNetworks = ({ networks = {} }: Pick<MethodProgram, 'networks'>): Networks =>
  Object.fromEntries(
    Object.entries(networks).map(([name, { network }]) => [name, mlp({ ...network, loss: 'squaredError' })]),
  )

export const auxiliaryLayouts = (networks: Networks): Readonly<Record<string, Layout>> =>
  Object.fromEntries(
    Object.entries(networks).map(([name, network]) => [name, layoutOf(network, { inputShape: [1], outputs: 1 })]),
  )
