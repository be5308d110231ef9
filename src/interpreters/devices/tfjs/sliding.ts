import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Shape, Sliding } from '../../../ir/index.ts'
import type { Kernels } from './store.ts'

/** Runs `work`, then frees every tensor that it noted but the one it gives. */
const passing = (store: Kernels, work: (note: (made: TensorInfo) => TensorInfo) => TensorInfo): TensorInfo => {
  const made: TensorInfo[] = []
  const result = work((info) => {
    made.push(info)
    return info
  })
  for (const info of made) if (info !== result) store.discard(info)
  return result
}

const cells = ({ window }: Sliding): readonly (readonly [down: number, across: number])[] =>
  Array.from({ length: window[0] * window[1] }, (_, i) => [Math.floor(i / window[1]), i % window[1]] as const)

/** The padded extent that places of a window reach into: it may be less than the whole, never more. */
const reached = (places: Shape, { window, strides }: Sliding): readonly [number, number] => [
  (places[0]! - 1) * strides[0] + window[0],
  (places[1]! - 1) * strides[1] + window[1],
]

/** `patches` and `unpatch` by kernels of tfjs: a strided slice for each cell of the window, or a dilated sum of them. */
export const slidingKernels = (store: Kernels) => {
  const pad = store.kernel('PadV2')
  const slice = store.kernel('Slice')
  const strided = store.kernel('StridedSlice')
  const concat = store.kernel('Concat')
  const reshape = store.kernel('Reshape')
  const add = store.kernel('Add')
  const padded = (x: TensorInfo, paddings: readonly (readonly [number, number])[]): TensorInfo =>
    pad({ x }, { paddings: paddings.map((each) => [...each]), constantValue: 0 })
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 }
  return {
    patches: (x: TensorInfo, sliding: Sliding, shape: Shape): TensorInfo =>
      passing(store, (note) => {
        const { strides, padding } = sliding
        const [top, bottom, left, right] = padding
        const [n, rows, columns] = shape as readonly [number, number, number, number]
        const c = x.shape[3]!
        const around = padding.every((side) => side === 0)
          ? x
          : note(
              padded(x, [
                [0, 0],
                [top, bottom],
                [left, right],
                [0, 0],
              ]),
            )
        const parts = cells(sliding).map(([down, across]) =>
          note(
            strided(
              { x: around },
              {
                begin: [0, down, across, 0],
                end: [n, down + (rows - 1) * strides[0] + 1, across + (columns - 1) * strides[1] + 1, c],
                strides: [1, strides[0], strides[1], 1],
                ...masks,
              },
            ),
          ),
        )
        return parts.length === 1 ? parts[0]! : concat(parts, { axis: 3 })
      }),
    unpatch: (y: TensorInfo, sliding: Sliding, shape: Shape): TensorInfo =>
      passing(store, (note) => {
        const { strides, padding } = sliding
        const [n, h, w, c] = shape as readonly [number, number, number, number]
        const [, rows, columns] = y.shape as [number, number, number, number]
        const [height, width] = reached([rows, columns], sliding)
        const spread = (part: TensorInfo): TensorInfo => {
          if (strides[0] === 1 && strides[1] === 1) return part
          const apart = note(reshape({ x: part }, { shape: [n, rows, 1, columns, 1, c] }))
          const zeros = [0, strides[0] - 1] as const
          const dilated = note(padded(apart, [[0, 0], [0, 0], zeros, [0, 0], [0, strides[1] - 1], [0, 0]] as const))
          const flat = note(reshape({ x: dilated }, { shape: [n, rows * strides[0], columns * strides[1], c] }))
          return note(
            slice(
              { x: flat },
              { begin: [0, 0, 0, 0], size: [n, (rows - 1) * strides[0] + 1, (columns - 1) * strides[1] + 1, c] },
            ),
          )
        }
        const sum = cells(sliding)
          .map(([down, across], cell) => {
            const part = spread(note(slice({ x: y }, { begin: [0, 0, 0, cell * c], size: [n, rows, columns, c] })))
            const [tall, wide] = [part.shape[1]!, part.shape[2]!]
            return note(
              padded(part, [
                [0, 0],
                [down, height - tall - down],
                [across, width - wide - across],
                [0, 0],
              ]),
            )
          })
          .reduce((so, part) => note(add({ a: so, b: part }, {})))
        // What lies in the padding is dropped, and what no window reached is 0.
        const [top, , left] = padding
        const inside = note(
          slice(
            { x: sum },
            { begin: [0, top, left, 0], size: [n, Math.min(h, height - top), Math.min(w, width - left), c] },
          ),
        )
        return padded(inside, [
          [0, 0],
          [0, h - inside.shape[1]!],
          [0, w - inside.shape[2]!],
          [0, 0],
        ])
      }),
  }
}
