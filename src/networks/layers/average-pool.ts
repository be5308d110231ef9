import * as t from 'io-ts'
import type { Rule } from './rule.ts'
import { asImage, asImages, cells, placesOf, type Sides, sidesCodec, windowMisfit, windowsOver } from './windows.ts'

/** The mean of each window that lies inside, or of the whole image. */
export interface AveragePool {
  readonly _tag: 'AveragePool'
  readonly window: Sides | 'all'
  readonly stride: Sides
}

/** The mean of each window, side by side unless told otherwise; or of the whole image. */
export const averagePool = (window: Sides | 'all', stride: Sides = window === 'all' ? 1 : window): AveragePool => ({
  _tag: 'AveragePool',
  window,
  stride,
})

export const averagePoolRule: Rule<AveragePool> = {
  fields: { window: t.union([sidesCodec, t.literal('all')]), stride: sidesCodec },
  misfit: ({ window, stride }, { shape }) =>
    windowMisfit(
      shape,
      window === 'all' ? { window: 1, stride: 1, padding: 'valid' } : { window, stride, padding: 'valid' },
    ),
  shapeAfter: ({ window, stride }, { shape }) => {
    const [h, w, c] = asImage(shape)
    return window === 'all'
      ? [1, 1, c]
      : [...placesOf([h, w], windowsOver([h, w], { window, stride, padding: 'valid' })), c]
  },
  forward: ({ window, stride }, { o, value }) => {
    const x = asImages(o, value)
    const [n = 0, h = 0, w = 0, c = 0] = x.shape
    const windows =
      window === 'all'
        ? ({ window: [h, w], strides: [1, 1], padding: [0, 0, 0, 0] } as const)
        : windowsOver([h, w], { window, stride, padding: 'valid' })
    const [tall, wide] = windows.window
    const share = o.constant(1 / (tall * wide))
    return tall === h && wide === w
      ? o.multiply(o.reshape(o.sum(x, [1, 2]), [n, 1, 1, c]), share)
      : o.multiply(o.sum(cells(o, x, windows), [3]), share)
  },
}
