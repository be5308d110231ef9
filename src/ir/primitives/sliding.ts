import { IllShaped } from '../ill-shaped.ts'
import type { Node, Shape, Sliding } from '../node.ts'
import { numbersOnly } from './numbers-only.ts'

const whole = (numbers: readonly number[], count: number, least: number): boolean =>
  numbers.length === count && numbers.every((n) => Number.isInteger(n) && n >= least)

/** In how many places a window fits, down and across, over an extent [h, w]. */
export const places = (
  primitive: string,
  extent: Shape,
  { window, strides, padding }: Sliding,
): readonly [number, number] => {
  if (!whole(window, 2, 1) || !whole(strides, 2, 1) || !whole(padding, 4, 0))
    throw new IllShaped(
      primitive,
      [window, strides, padding],
      'needs a window and strides of two whole numbers, at least 1, and padding on four sides',
    )
  const [h, w] = extent as readonly [number, number]
  const [top, bottom, left, right] = padding
  if (Math.max(top, bottom) >= window[0] || Math.max(left, right) >= window[1])
    throw new IllShaped(
      primitive,
      [window, padding],
      'padding must be less than the window, so that none sees only zeros',
    )
  const [down, across] = [h + top + bottom - window[0], w + left + right - window[1]]
  if (down < 0 || across < 0)
    throw new IllShaped(primitive, [extent, window, padding], 'the window must fit into the padded extent')
  return [Math.floor(down / strides[0]) + 1, Math.floor(across / strides[1]) + 1]
}

/** Raises `IllShaped` unless the operand is numbers [n, h, w, c]. */
export const imagesOnly = (primitive: string, of: Node): void => {
  numbersOnly(primitive, [of])
  if (of.shape.length !== 4) throw new IllShaped(primitive, [of.shape], 'needs an operand [n, h, w, c]')
}
