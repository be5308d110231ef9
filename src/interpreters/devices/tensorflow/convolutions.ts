import type { Node, NodeOf, Shape, Sliding } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'
import type { Graph, Wire } from './graph.ts'
import type { Given, Lowering } from './lowering.ts'
import { types } from './messages.ts'

/*
 * A product of which one side is patches is a convolution, its slope by the filter, or its slope by the images. With the images x, the
 * filter W [window · c, out] and P = patches(x) as a matrix, a row a place:
 *
 *   P W = conv(x, W)        Pᵀ C = ∂⟨C, conv(x, W)⟩/∂W        unpatch(C Wᵀ) = ∂⟨C, conv(x, W)⟩/∂x
 *
 * Neither the patches nor the product that is patches is ever made. Derivatives of these are products of the same forms.
 */

const float = { T: { type: types.float } }

const attributes = ({ strides }: Sliding, padding: 'SAME' | 'VALID') => {
  const text = (of: string) => ({ s: new TextEncoder().encode(of) })
  return {
    ...float,
    strides: { list: { i: [1, strides[0], strides[1], 1] } },
    dilations: { list: { i: [1, 1, 1, 1] } },
    data_format: text('NHWC'),
    padding: text(padding),
    explicit_paddings: { list: { i: [] } },
    use_cudnn_on_gpu: { b: true },
  }
}

/** How many zeros TensorFlow's SAME puts before and after an extent. */
const sameSides = (extent: number, window: number, stride: number): readonly [number, number] => {
  const sum = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + window - extent)
  return [Math.floor(sum / 2), Math.ceil(sum / 2)]
}

/**
 * How zeros come around images [n, h, w, c]. TensorFlow has slow slopes for any padding but SAME and VALID: where it is neither, the
 * images are padded before, and a slope by them loses its rim.
 */
const frame = ({ window, strides, padding }: Sliding, images: Shape) => {
  const [top, bottom, left, right] = padding
  const [n, h, w, c] = images as readonly [number, number, number, number]
  const same = [...sameSides(h, window[0], strides[0]), ...sameSides(w, window[1], strides[1])]
  if (same.every((side, i) => side === padding[i]))
    return {
      padding: 'SAME',
      shape: images,
      around: (_: Graph, x: Wire) => x,
      inside: (_: Graph, x: Wire) => x,
    } as const
  if (padding.every((side) => side === 0))
    return {
      padding: 'VALID',
      shape: images,
      around: (_: Graph, x: Wire) => x,
      inside: (_: Graph, x: Wire) => x,
    } as const
  const sides = [0, 0, top, bottom, left, right, 0, 0]
  return {
    padding: 'VALID',
    shape: [n, h + top + bottom, w + left + right, c],
    around: (graph: Graph, x: Wire) =>
      graph.add('Pad', [x, graph.ints(sides, [4, 2])], { ...float, Tpaddings: { type: types.int32 } }, types.float),
    inside: (graph: Graph, x: Wire) =>
      graph.add(
        'Slice',
        [x, graph.ints([0, top, left, 0]), graph.ints(images)],
        { ...float, Index: { type: types.int32 } },
        types.float,
      ),
  } as const
}

const reshape = (graph: Graph, x: Wire, shape: Shape): Wire =>
  graph.add('Reshape', [x, graph.ints(shape)], { ...float, Tshape: { type: types.int32 } }, types.float)

const transposed = (graph: Graph, x: Wire): Wire =>
  graph.add('Transpose', [x, graph.ints([1, 0])], { ...float, Tperm: { type: types.int32 } }, types.float)

const empty = (shape: Shape): boolean => shape.some((extent) => extent === 0)

/** Patches that a matrix is, a row a place. */
const patchesBehind = (matrix: Node, given: Given): NodeOf<'patches'> | undefined => {
  const holder = given.has(matrix) ? matrix : holderOf(matrix, given)
  return holder.primitive === 'patches' &&
    !given.has(holder) &&
    matrix.shape.length === 2 &&
    matrix.shape[1] === holder.shape[3] &&
    !empty(holder.shape)
    ? holder
    : undefined
}

const filterShape = ({ window }: Sliding, channels: number, out: number): Shape => [...window, channels, out]

/** P W. */
export const convolutionOf = (n: NodeOf<'matMul'>, given: Given): Lowering | undefined => {
  const [left, right] = n.inputs as readonly [Node, Node]
  const { transposeLeft, transposeRight } = n.attributes
  const of = transposeLeft || empty(n.shape) ? undefined : patchesBehind(left, given)
  if (of === undefined) return undefined
  const [images] = of.inputs as readonly [Node]
  return {
    reads: [images, right],
    make: (graph, [x, matrix]) => {
      const filter = transposeRight ? transposed(graph, matrix!) : matrix!
      const shape = filterShape(of.attributes, images.shape[3]!, n.shape[1]!)
      const { around, padding } = frame(of.attributes, images.shape)
      const made = graph.add(
        'Conv2D',
        [around(graph, x!), reshape(graph, filter, shape)],
        attributes(of.attributes, padding),
        types.float,
      )
      return reshape(graph, made, n.shape)
    },
  }
}

/** Pᵀ C. */
export const filterSlopeOf = (n: NodeOf<'matMul'>, given: Given): Lowering | undefined => {
  const [left, right] = n.inputs as readonly [Node, Node]
  const { transposeLeft, transposeRight } = n.attributes
  const of = !transposeLeft || transposeRight || empty(n.shape) ? undefined : patchesBehind(left, given)
  if (of === undefined) return undefined
  const [images] = of.inputs as readonly [Node]
  const out = n.shape[1]!
  return {
    reads: [images, right],
    make: (graph, [x, slopes]) => {
      const { around, padding } = frame(of.attributes, images.shape)
      const made = graph.add(
        'Conv2DBackpropFilter',
        [
          around(graph, x!),
          graph.ints(filterShape(of.attributes, images.shape[3]!, out)),
          reshape(graph, slopes!, [...of.shape.slice(0, 3), out]),
        ],
        attributes(of.attributes, padding),
        types.float,
      )
      return reshape(graph, made, n.shape)
    },
  }
}

/** What a sum adds up, those of sums in it one by one. */
const addends = (sum: Node, given: Given): readonly Node[] => {
  const found: Node[] = []
  const pending = [sum]
  while (pending.length > 0) {
    const next = pending.pop()!
    const holder = given.has(next) ? next : holderOf(next, given)
    if (holder.primitive === 'add' && !given.has(holder)) pending.push(...[...holder.inputs].reverse())
    else found.push(holder)
  }
  return found
}

type Product = NodeOf<'matMul'>

const isProduct = (node: Node, width: number, given: Given): node is Product & Node =>
  node.primitive === 'matMul' &&
  !given.has(node) &&
  node.shape.length === 2 &&
  node.shape[1] === width &&
  !node.attributes.transposeLeft &&
  node.inputs[0]!.shape[1]! > 0

/** unpatch(C Wᵀ), or of a sum of such products: unpatch is linear. */
export const inputSlopeOf = (n: NodeOf<'unpatch'>, given: Given): Lowering | undefined => {
  const [seen] = n.inputs as readonly [Node]
  if (empty(seen.shape)) return undefined
  const products = addends(seen, given)
  if (!products.every((each): each is Product & Node => isProduct(each, seen.shape[3]!, given))) return undefined
  return {
    reads: products.flatMap(({ inputs }) => inputs),
    make: (graph, wires) => {
      const { inside, padding, shape } = frame(n.attributes, n.shape)
      const sum = products
        .map((product, i) => {
          const [c, w] = [wires[2 * i]!, wires[2 * i + 1]!]
          const out = product.inputs[0]!.shape[1]!
          const filter = product.attributes.transposeRight ? w : transposed(graph, w)
          return graph.add(
            'Conv2DBackpropInput',
            [
              graph.ints(shape),
              reshape(graph, filter, filterShape(n.attributes, n.shape[3]!, out)),
              reshape(graph, c, [...seen.shape.slice(0, 3), out]),
            ],
            attributes(n.attributes, padding),
            types.float,
          )
        })
        .reduce((so, next) => graph.add('AddV2', [so, next], float, types.float))
      return inside(graph, sum)
    },
  }
}
