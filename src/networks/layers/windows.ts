import * as t from 'io-ts'
import type { Node, Operations } from '../../ir/index.ts'
import { counts, type Misfit, type Shape, spelt } from './rule.ts'

/** Down and across; one number stands for both. */
export type Sides = number | readonly [number, number]

/** How many zeros surround an image: as many as keep ⌈extent / stride⌉ places, none, or so many on every side. */
export type Padding = 'same' | 'valid' | number

export const sidesCodec = t.union([t.number, t.tuple([t.number, t.number])])

export const paddingCodec = t.union([t.literal('same'), t.literal('valid'), t.number])

/** A window over an image with its steps and how many zeros surround it: top, bottom, left, right. */
export interface Windows {
  readonly window: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly padding: readonly [number, number, number, number]
}

export const sides = (of: Sides): readonly [number, number] => (typeof of === 'number' ? [of, of] : of)

/** Zeros before and after one dimension; where `same` needs an odd number, one more after. */
const around = (padding: Padding, extent: number, window: number, stride: number): readonly [number, number] => {
  if (padding === 'valid') return [0, 0]
  if (typeof padding === 'number') return [padding, padding]
  const all = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + window - extent)
  return [Math.floor(all / 2), Math.ceil(all / 2)]
}

/** The windows of a layer over images of an extent [h, w]. */
export const windowsOver = (
  [h, w]: readonly [number, number],
  of: { readonly window: Sides; readonly stride: Sides; readonly padding: Padding },
): Windows => {
  const [window, strides] = [sides(of.window), sides(of.stride)]
  return {
    window,
    strides,
    padding: [...around(of.padding, h, window[0], strides[0]), ...around(of.padding, w, window[1], strides[1])],
  }
}

/** In how many places the windows are, down and across. */
export const placesOf = (
  [h, w]: readonly [number, number],
  { window, strides, padding: [top, bottom, left, right] }: Windows,
): readonly [number, number] => [
  Math.floor((h + top + bottom - window[0]) / strides[0]) + 1,
  Math.floor((w + left + right - window[1]) / strides[1]) + 1,
]

/** One example as an image [h, w, c]: an image without channels has one. */
export const asImage = (shape: Shape): readonly [number, number, number] => [
  shape[0] ?? 0,
  shape[1] ?? 0,
  shape[2] ?? 1,
]

/** Images [n, h, w, c]; those without channels have one. */
export const asImages = (o: Operations, x: Node): Node => (x.shape.length === 3 ? o.reshape(x, [...x.shape, 1]) : x)

/** The cells of each window apart from the channels: [n, rows, columns, window, c]. */
export const cells = (o: Operations, x: Node, windows: Windows): Node => {
  const patches = o.patches(x, windows)
  const [n = 0, rows = 0, columns = 0, width = 0] = patches.shape
  const channels = x.shape[3]!
  return o.reshape(patches, [n, rows, columns, width / channels, channels])
}

/** Why a window can't move over examples of a shape. */
export const windowMisfit = (
  shape: Shape,
  of: { readonly window: Sides; readonly stride: Sides; readonly padding: Padding },
): Misfit | undefined => {
  if (shape.length !== 2 && shape.length !== 3)
    return { rule: 'a window moves over images: [rows, columns] or [rows, columns, channels]', got: spelt(shape) }
  const [h, w] = asImage(shape)
  const { window, strides, padding } = windowsOver([h, w], of)
  if (![...window, ...strides].every(counts) || padding.some((side) => !Number.isSafeInteger(side) || side < 0))
    return {
      rule: 'a window and its stride must be whole numbers, at least 1, and padding one of at least 0',
      got: `window ${spelt(window)}, stride ${spelt(strides)}, padding ${of.padding}`,
    }
  const [top, bottom, left, right] = padding
  if (Math.max(top, bottom) >= window[0] || Math.max(left, right) >= window[1])
    return {
      rule: 'padding must be less than the window, so that none sees only zeros',
      got: `window ${spelt(window)}, padding ${of.padding}`,
    }
  return h + top + bottom < window[0] || w + left + right < window[1]
    ? { rule: 'a window must fit into its image', got: `window ${spelt(window)}, image ${spelt([h, w])}` }
    : undefined
}
