const of = 'tensors of ' as const

/** What parameters are of that have one number for each tensor of another network's. */
export const tensorsOf = <const N extends string>(network: N): `tensors of ${N}` => `${of}${network}`

/** The network whose tensors such parameters have a number for; nothing, unless they are that. */
export const tensorsFrom = (network: string): string | undefined =>
  network.startsWith(of) ? network.slice(of.length) : undefined
