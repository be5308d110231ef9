import type { Padding, Sides } from './network.ts'

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
