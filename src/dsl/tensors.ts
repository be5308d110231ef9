// What parameters are of that are made of other parameters: names that say how.

const tensors = 'tensors of ' as const

/** What parameters are of that have one number for each tensor of another network's. */
export const tensorsOf = <const N extends string>(network: N): `tensors of ${N}` => `${tensors}${network}`

/** The network whose tensors such parameters have a number for; nothing, unless they are that. */
export const tensorsFrom = (network: string): string | undefined =>
  network.startsWith(tensors) ? network.slice(tensors.length) : undefined

const factors = 'factors of ' as const

/** What parameters are of that are the Kronecker factors of another network's layers. */
export const factorsOf = <const N extends string>(network: N): `factors of ${N}` => `${factors}${network}`

/** The network whose layers such parameters have factors for; nothing, unless they are that. */
export const factorsFrom = (network: string): string | undefined =>
  network.startsWith(factors) ? network.slice(factors.length) : undefined

/** What so many copies of parameters are of. */
export const copiesOf = (count: number, network: string): string => `${count} copies of ${network}`

/** How many copies of what; nothing, unless they are copies. */
export const copiesFrom = (network: string): { readonly count: number; readonly network: string } | undefined => {
  const [, count, of] = /^(\d{1,9}) copies of (.+)$/s.exec(network) ?? []
  return count === undefined || of === undefined ? undefined : { count: Number(count), network: of }
}

/** Whether parameters are made of others so. */
export const isMadeOf = (network: string): boolean =>
  tensorsFrom(network) !== undefined || factorsFrom(network) !== undefined || copiesFrom(network) !== undefined
