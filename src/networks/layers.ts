import type { LayerOf, Sides } from './network.ts'

type Given<T extends LayerOf<'Convolution' | 'MaxPool' | 'AveragePool' | 'BatchNormalisation' | 'Residual'>> = Omit<
  T,
  '_tag'
>

/** A convolution; unless told otherwise a bias a channel, steps of 1 and an image of the same extent. */
export const convolution = ({
  stride = 1,
  padding = 'same',
  bias = true,
  ...rest
}: Pick<LayerOf<'Convolution'>, 'group' | 'channels' | 'kernel'> &
  Partial<Given<LayerOf<'Convolution'>>>): LayerOf<'Convolution'> => ({
  _tag: 'Convolution',
  ...rest,
  stride,
  padding,
  bias,
})

/** The largest of each window; unless told otherwise windows lie side by side, inside. */
export const maxPool = (
  window: Sides,
  { stride = window, padding = 'valid' }: Partial<Omit<Given<LayerOf<'MaxPool'>>, 'window'>> = {},
): LayerOf<'MaxPool'> => ({ _tag: 'MaxPool', window, stride, padding })

/** The mean of each window, side by side unless told otherwise; or of the whole image. */
export const averagePool = (
  window: Sides | 'all',
  stride: Sides = window === 'all' ? 1 : window,
): LayerOf<'AveragePool'> => ({ _tag: 'AveragePool', window, stride })

/** Batch normalisation; unless told otherwise predictions use running statistics of momentum 0.1. */
export const batchNormalisation = (
  group: string,
  statistics: LayerOf<'BatchNormalisation'>['statistics'] = { momentum: 0.1 },
): LayerOf<'BatchNormalisation'> => ({ _tag: 'BatchNormalisation', group, statistics })

/** body(x) + shortcut(x). */
export const residual = ({
  body,
  shortcut = [],
}: Pick<LayerOf<'Residual'>, 'body'> & Partial<Given<LayerOf<'Residual'>>>): LayerOf<'Residual'> => ({
  _tag: 'Residual',
  body,
  shortcut,
})

export const relu: LayerOf<'Activation'> = { _tag: 'Activation', activation: 'relu' }
