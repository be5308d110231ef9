import type { CoordinateWise } from './coordinate-wise.ts'
import type { GivenWidth, OverInputs } from './over-inputs.ts'
import { networkGiving } from './width.ts'

/** A network of a method's own: on the coordinates of parameters, or on the inputs of a batch. */
export type AuxiliaryNetwork = CoordinateWise | OverInputs

/** The auxiliary networks of a method, by name. */
export type AuxiliaryNetworks = { readonly [name: string]: AuxiliaryNetwork }

/** What the parameters are of of a network that is declared by a name: where it takes inputs, how wide its rows are is a part of that. */
export type NetworkOf<N extends string, D> = D extends { readonly gives: infer W extends GivenWidth }
  ? `${N} → ${W}`
  : N

export const takesInputs = (network: AuxiliaryNetwork): network is OverInputs => 'takes' in network

export const networkOf = (name: string, network: AuxiliaryNetwork): string =>
  takesInputs(network) ? networkGiving(name, network.gives) : name
