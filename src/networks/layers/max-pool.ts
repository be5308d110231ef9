import type { Rule } from './rule.ts'
import {
  asImage,
  asImages,
  cells,
  type Padding,
  paddingCodec,
  placesOf,
  type Sides,
  sidesCodec,
  windowMisfit,
  windowsOver,
} from './windows.ts'

/** The largest element of each window; the padding never is. Where several are largest, they share the cotangent equally. */
export interface MaxPool {
  readonly _tag: 'MaxPool'
  readonly window: Sides
  readonly stride: Sides
  readonly padding: Padding
}

/** The largest of each window; unless told otherwise windows lie side by side, inside. */
export const maxPool = (
  window: Sides,
  { stride = window, padding = 'valid' }: Partial<Pick<MaxPool, 'stride' | 'padding'>> = {},
): MaxPool => ({ _tag: 'MaxPool', window, stride, padding })

export const maxPoolRule: Rule<MaxPool> = {
  fields: { window: sidesCodec, stride: sidesCodec, padding: paddingCodec },
  misfit: (layer, { shape }) => windowMisfit(shape, layer),
  shapeAfter: (layer, { shape }) => {
    const [h, w, c] = asImage(shape)
    return [...placesOf([h, w], windowsOver([h, w], layer)), c]
  },
  forward: (layer, { o, value }) => {
    const x = asImages(o, value)
    const [, h = 0, w = 0] = x.shape
    const windows = windowsOver([h, w], layer)
    const seen = cells(o, x, windows)
    if (windows.padding.every((side) => side === 0)) return o.maximumOver(seen, [3])
    const inside = o.less(o.constant(0), cells(o, o.constant(1, [1, h, w, 1]), windows))
    return o.maximumOver(o.select(inside, seen, o.constant(Number.NEGATIVE_INFINITY)), [3])
  },
}
