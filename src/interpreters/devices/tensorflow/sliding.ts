import type { Shape, Sliding } from '../../../ir/index.ts'
import type { Graph, Wire } from './graph.ts'
import { types } from './messages.ts'

const float = { T: { type: types.float } }

/** What a window sees: TensorFlow has the places of a window in the same order, and looks only inside, so zeros are put around first. */
export const patches = (graph: Graph, x: Wire, { window, strides, padding }: Sliding): Wire => {
  const [top, bottom, left, right] = padding
  const around = padding.every((side) => side === 0)
    ? x
    : graph.add(
        'Pad',
        [x, graph.ints([0, 0, top, bottom, left, right, 0, 0], [4, 2])],
        { ...float, Tpaddings: { type: types.int32 } },
        types.float,
      )
  return graph.add(
    'ExtractImagePatches',
    [around],
    {
      ...float,
      ksizes: { list: { i: [1, window[0], window[1], 1] } },
      strides: { list: { i: [1, strides[0], strides[1], 1] } },
      rates: { list: { i: [1, 1, 1, 1] } },
      padding: { s: new TextEncoder().encode('VALID') },
    },
    types.float,
  )
}

const slice = (graph: Graph, x: Wire, begin: Shape, size: Shape): Wire =>
  graph.add('Slice', [x, graph.ints(begin), graph.ints(size)], { ...float, Index: { type: types.int32 } }, types.float)

/** The sum over the cells of the window of what they see, each put back to where it is from, in images with their padding around them. */
export const unpatch = (
  graph: Graph,
  y: Wire,
  seen: Shape,
  { window, strides, padding }: Sliding,
  shape: Shape,
): Wire => {
  const [top, bottom, left, right] = padding
  const [n, h, w, c] = shape as readonly [number, number, number, number]
  const [, rows, columns] = seen as readonly [number, number, number, number]
  const padded = [n, h + top + bottom, w + left + right, c]
  const cells = Array.from({ length: window[0] * window[1] }, (_, cell) => {
    const [down, across] = [Math.floor(cell / window[1]), cell % window[1]]
    const part = slice(graph, y, [0, 0, 0, cell * c], [n, rows, columns, c])
    return graph.add(
      'StridedSliceGrad',
      [
        graph.ints(padded),
        graph.ints([0, down, across, 0]),
        graph.ints([n, down + (rows - 1) * strides[0] + 1, across + (columns - 1) * strides[1] + 1, c]),
        graph.ints([1, strides[0], strides[1], 1]),
        part,
      ],
      {
        ...float,
        Index: { type: types.int32 },
        begin_mask: { i: 0 },
        end_mask: { i: 0 },
        ellipsis_mask: { i: 0 },
        new_axis_mask: { i: 0 },
        shrink_axis_mask: { i: 0 },
      },
      types.float,
    )
  })
  const sum = graph.add('AddN', cells, { ...float, N: { i: cells.length } }, types.float)
  return padding.every((side) => side === 0) ? sum : slice(graph, sum, [0, top, left, 0], shape)
}
