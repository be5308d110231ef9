import * as t from 'io-ts'
import type { Node, Operations } from '../../ir/index.ts'
import { counts, type Rule } from './rule.ts'
import {
  asImage,
  asImages,
  type Padding,
  paddingCodec,
  placesOf,
  type Sides,
  sides,
  sidesCodec,
  windowMisfit,
  windowsOver,
} from './windows.ts'

/** Each window's patch times a filter [rows, columns, c, channels], and a bias a channel if it has one. */
export interface Convolution {
  readonly _tag: 'Convolution'
  readonly group: string
  readonly channels: number
  readonly kernel: Sides
  readonly stride: Sides
  readonly padding: Padding
  readonly bias: boolean
}

type Needed = 'group' | 'channels' | 'kernel'

/** A convolution; unless told otherwise a bias a channel, steps of 1 and an image of the same extent. */
export const convolution = ({
  stride = 1,
  padding = 'same',
  bias = true,
  ...rest
}: Pick<Convolution, Needed> & Partial<Omit<Convolution, '_tag' | Needed>>): Convolution => ({
  _tag: 'Convolution',
  ...rest,
  stride,
  padding,
  bias,
})

/** All patches times the filter, as one product of matrices. */
export const convolved = (o: Operations, layer: Convolution, input: Node, filter: Node): Node => {
  const x = asImages(o, input)
  const [, h = 0, w = 0] = x.shape
  const patches = o.patches(x, windowsOver([h, w], { ...layer, window: layer.kernel }))
  const [n = 0, rows = 0, columns = 0, width = 0] = patches.shape
  const product = o.matMul(o.reshape(patches, [n * rows * columns, width]), o.reshape(filter, [width, layer.channels]))
  return o.reshape(product, [n, rows, columns, layer.channels])
}

export const convolutionRule: Rule<Convolution> = {
  fields: {
    group: t.string,
    channels: t.number,
    kernel: sidesCodec,
    stride: sidesCodec,
    padding: paddingCodec,
    bias: t.boolean,
  },
  width: 'channels',
  misfit: (layer, { shape }) =>
    counts(layer.channels)
      ? windowMisfit(shape, { ...layer, window: layer.kernel })
      : { rule: 'a convolution must have a whole number of channels, at least 1', got: `${layer.channels}` },
  shapeAfter: (layer, { shape }) => {
    const [h, w] = asImage(shape)
    return [...placesOf([h, w], windowsOver([h, w], { ...layer, window: layer.kernel })), layer.channels]
  },
  tensors: ({ channels, kernel, bias }, { shape }) => {
    const [down, across] = sides(kernel)
    const [, , from] = asImage(shape)
    const fans = { fanIn: down * across * from, fanOut: down * across * channels }
    return {
      weight: { ...fans, shape: [down, across, from, channels], role: 'weight' },
      ...(bias ? { bias: { ...fans, shape: [channels], role: 'bias' } } : {}),
    }
  },
  forward: (layer, { o, value, parameters: { weight, bias } }) => {
    const product = convolved(o, layer, value, weight!)
    return bias === undefined ? product : o.add(product, bias)
  },
}
