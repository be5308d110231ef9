import type { Shape, Sliding } from '../../../ir/index.ts'
import { type Value, value } from './values.ts'

/** For each element of the patches of images [n, h, w, c], in order, which element of the images it is; −1 outside. */
const sources = ([n, h, w, c]: Shape, [, rows, columns]: Shape, { window, strides, padding }: Sliding): Int32Array => {
  const [top, , left] = padding
  const found = new Int32Array(n! * rows! * columns! * window[0] * window[1] * c!)
  let next = 0
  for (let image = 0; image < n!; image++)
    for (let row = 0; row < rows!; row++)
      for (let column = 0; column < columns!; column++)
        for (let down = 0; down < window[0]; down++)
          for (let across = 0; across < window[1]; across++) {
            const y = row * strides[0] - top + down
            const x = column * strides[1] - left + across
            const inside = y >= 0 && y < h! && x >= 0 && x < w!
            for (let channel = 0; channel < c!; channel++)
              found[next++] = inside ? ((image * h! + y) * w! + x) * c! + channel : -1
          }
  return found
}

export const patches = (of: Value, sliding: Sliding, shape: Shape): Value => {
  const from = sources(of.shape, shape, sliding)
  return value(shape, (i) => (from[i] === -1 ? 0 : of.data[from[i]!]!))
}

export const unpatch = (of: Value, sliding: Sliding, shape: Shape): Value => {
  const out = value(shape, () => 0)
  sources(shape, of.shape, sliding).forEach((at, i) => {
    if (at !== -1) out.data[at]! += of.data[i]!
  })
  return out
}
