import { type Shape, sizeOf } from '../../../ir/index.ts'
import type { Graph, Wire } from './graph.ts'
import { type Type, types } from './messages.ts'

/** The rows of a stack: one tensor, a list of TensorFlow, or values of their own that an unrolled loop has made. */
export type Rows =
  | { readonly _tag: 'Tensor'; readonly wire: Wire }
  | { readonly _tag: 'List'; readonly wire: Wire; readonly row: Shape; readonly type: Type }
  | { readonly _tag: 'Made'; readonly wires: readonly Wire[] }

const element = (type: Type) => ({ element_dtype: { type } })

/** A list that has room for so many rows of one shape: setting one copies none of the others. */
export const emptyList = (graph: Graph, times: number, row: Shape, type: Type): Wire =>
  graph.add(
    'TensorListReserve',
    [graph.ints(row), graph.int(times)],
    { ...element(type), shape_type: { type: types.int32 } },
    types.variant,
  )

export const setRow = (graph: Graph, list: Wire, index: Wire, row: Wire): Wire =>
  graph.add('TensorListSetItem', [list, index, row], element(row.type), types.variant)

/** One row, by a number that is known, or by one that is computed. */
export const rowOf = (graph: Graph, rows: Rows, index: number | Wire): Wire => {
  if (rows._tag === 'Made') {
    if (typeof index !== 'number') throw new Error('internal: rows that are values of their own are taken by number')
    return rows.wires[index]!
  }
  const at = typeof index === 'number' ? graph.int(index) : index
  return rows._tag === 'List'
    ? graph.add('TensorListGetItem', [rows.wire, at, graph.ints(rows.row)], element(rows.type), rows.type)
    : graph.add(
        'GatherV2',
        [rows.wire, at, graph.int(0)],
        {
          Tparams: { type: rows.wire.type },
          Tindices: { type: types.int32 },
          Taxis: { type: types.int32 },
          batch_dims: { i: 0 },
        },
        rows.wire.type,
      )
}

/** All rows as one tensor of `shape`. */
export const whole = (graph: Graph, rows: Rows, shape: Shape, type: Type): Wire => {
  if (rows._tag === 'Tensor') return rows.wire
  if (rows._tag === 'List')
    return graph.add(
      'TensorListStack',
      [rows.wire, graph.ints(shape.slice(1))],
      { ...element(type), num_elements: { i: shape[0]! } },
      type,
    )
  if (sizeOf(shape) === 0)
    return graph.add(
      'Fill',
      [graph.ints(shape), type === types.bool ? graph.no() : graph.float(0)],
      { T: { type }, index_type: { type: types.int32 } },
      type,
    )
  return graph.add('Pack', rows.wires, { N: { i: rows.wires.length }, T: { type }, axis: { i: 0 } }, type)
}
