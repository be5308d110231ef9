/** What a network can be run for. */
export const modes = ['learning', 'predicting'] as const

/**
 * What a network is run for, which layers that know other examples, and those that draw, depend on:
 *
 * - `learning`: a normalisation uses the mean and variance of the batch that the network is run on, a dropout drops;
 * - `predicting`: nothing is dropped, and a normalisation uses its running ones, as they were before the event. A layer that has none uses those of the whole batch that the
 *   program names, also where the network is run on a sample of it, and never those of one example.
 *
 * Where no layer normalises or draws, both are the same.
 */
export type Mode = (typeof modes)[number]
