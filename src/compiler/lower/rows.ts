import {
  type FieldOfBatch,
  isFieldOfBatch,
  type Kind,
  kindOf,
  type Syntax,
  type SyntaxOf,
  widthGiven,
} from '../../dsl/index.ts'
import { type Node, type Operations, sizeOf } from '../../ir/index.ts'
import { layerNamed, type Network, type Point } from '../../networks/index.ts'
import { type BatchNodes, type Model, outputsOn, passOn, wholeOf } from '../network.ts'
import { tensorShapes } from '../slots.ts'
import { learnerOf } from './batches.ts'
import type { Context } from './context.ts'
import { batchOf, type Lowered, type Numbers, numbers, paramsOf, rowsIn } from './lowered.ts'
import { modelFor } from './model.ts'
import { internal, Refusal } from './refusal.ts'
import { upTo } from './up-to.ts'
import { workingOn } from './work.ts'

type Lower = (s: Syntax) => Lowered
type Running = SyntaxOf<'Outputs' | 'Features' | 'Onward'>

/** One tensor, [n, width]. */
const rowsOf = (s: Syntax, node: Node): Numbers => ({ _tag: 'Numbers', kind: kindOf(s), nodes: [node] })

const flat = (o: Operations, node: Node): Node => {
  const [rows = 1, ...each] = node.shape
  return o.reshape(node, [rows, sizeOf(each)])
}

/** The network of the method's own that parameters are of, if it is one over inputs. It draws nothing, and has no moments. */
const ofItsOwn = (c: Context, parameters: Syntax): Network | undefined => {
  const kind = kindOf(parameters)
  if (kind._tag !== 'Params' || widthGiven(kind.network) === undefined) return undefined
  const network = c.around.networks?.[kind.network]
  if (network === undefined)
    throw new Refusal('a network that is run must be an auxiliary one of the method', `\`${kind.network}\``)
  return network
}

const modelOf = (c: Context, s: Running, lower: Lower): { readonly model: Model; readonly on: BatchNodes } => {
  const { parameters, batch, mode } = s
  learnerOf(c)
  const own = ofItsOwn(c, parameters)
  if (own !== undefined)
    return { model: { network: own, parameters: paramsOf(lower(parameters)).nodes }, on: batchOf(lower(batch)) }
  const at = paramsOf(lower(parameters), 'learner')
  const on = batchOf(lower(batch))
  return { model: modelFor(c, { of: s, mode, parameters: at.nodes, batch }, lower), on }
}

/** The outputs of the learner's network, or of one of the method's own, on a batch. */
export const lowerOutputs = (c: Context, s: SyntaxOf<'Outputs'>, lower: Lower): Lowered => {
  const { model, on } = modelOf(c, s, lower)
  return rowsOf(
    s,
    workingOn(c, 'forward', () => outputsOn(c.o, model, on)),
  )
}

/** The network on a batch, with a look at a point of it. */
const passThrough = (c: Context, s: SyntaxOf<'Features' | 'Onward'>, at: Point, lower: Lower) => {
  const { model, on } = modelOf(c, s, lower)
  const point = { ...at, group: layerNamed(model.network, at.group, at.side) }
  const { outputs, found } = workingOn(c, 'forward', () => passOn(c.o, model, on, point))
  if (found === undefined) throw new Refusal('a layer must be one of the network', `\`${at.group}\``)
  return { outputs, found }
}

const sideOf = { features: 'before', preactivations: 'after' } as const

/** What comes into a layer of the network, or out of it. */
export const lowerFeatures = (c: Context, s: SyntaxOf<'Features'>, lower: Lower): Lowered => {
  const { found } = passThrough(c, s, { group: s.layer, side: sideOf[s.side] }, lower)
  return rowsOf(s, flat(c.o, found))
}

/** The outputs where rows take the place of what comes into a layer, or out of it. */
export const lowerOnward = (c: Context, s: SyntaxOf<'Onward'>, lower: Lower): Lowered => {
  const kind = kindOf(s.rows)
  const [, side, group] = /^(features|preactivations):(.*)$/.exec(kind._tag === 'Rows' ? `${kind.width}` : '') ?? []
  if (side === undefined || group === undefined) return internal('rows go on from a layer')
  const value = rowsIn(lower(s.rows))
  return rowsOf(s, passThrough(c, s, { group, side: sideOf[side as keyof typeof sideOf], value }, lower).outputs)
}

const column = (o: Operations, node: Node): Node => o.reshape(node, [node.shape[0]!, 1])

/** What a batch holds for each of its examples. */
export const lowerField = (c: Context, s: SyntaxOf<'FieldOf'>, lower: Lower): Lowered => {
  const { o } = c
  const batch = batchOf(lower(s.batch))
  const fields: { readonly [F in FieldOfBatch]: (of: BatchNodes) => Node } = {
    inputs: ({ inputs }) => flat(o, inputs),
    targets: ({ targets }) => targets,
    weight: ({ weights }) => column(o, weights),
    position: ({ weights }) => column(o, upTo(o, weights.shape[0]!)),
    heads: ({ heads, targets }) => heads ?? o.constant(1, targets.shape),
  }
  if (isFieldOfBatch(s.field)) return rowsOf(s, fields[s.field](batch))
  return rowsOf(s, batch.fields?.[s.field] ?? internal('a field that is read is there', s.field))
}

export const lowerColumns = (c: Context, s: SyntaxOf<'Columns'>, lower: Lower): Lowered => {
  const [height = 1, width = 1] = numbers(lower(s.of)).nodes[0]!.shape
  const places = s.down === true ? column(c.o, upTo(c.o, height)) : upTo(c.o, width)
  return rowsOf(s, c.o.broadcast(places, [height, width]))
}

export const lowerAlongRow = (c: Context, s: SyntaxOf<'AlongRow'>, lower: Lower): Lowered => {
  const { o } = c
  const rows = rowsIn(lower(s.of))
  const along = column(o, s.operator === 'maximum' ? o.maximumOver(rows, [1]) : o.sum(rows, [1]))
  return rowsOf(s, s.operator === 'mean' ? o.multiply(along, o.constant(1 / rows.shape[1]!)) : along)
}

/** Σᵢ wᵢ aᵢ over a batch, or that over Σᵢ wᵢ. */
export const lowerOverBatch = (c: Context, s: SyntaxOf<'OverBatch'>, lower: Lower): Lowered => {
  const { o } = c
  const { weights } = batchOf(lower(s.batch))
  const total = o.sum(o.multiply(weights, o.reshape(rowsIn(lower(s.of)), weights.shape)))
  return {
    _tag: 'Numbers',
    kind: kindOf(s),
    nodes: [s.operator === 'mean' ? o.divide(total, wholeOf(o, weights)) : total],
  }
}

/** Σᵢ wᵢ aᵢ bᵢᵀ over a batch, or that over Σᵢ wᵢ. */
export const lowerOuterProducts = (c: Context, s: SyntaxOf<'OuterProducts'>, lower: Lower): Lowered => {
  const { o } = c
  const { weights } = batchOf(lower(s.batch))
  const total = o.matMul(o.multiply(column(o, weights), rowsIn(lower(s.left))), rowsIn(lower(s.right)), true)
  return {
    _tag: 'Numbers',
    kind: kindOf(s),
    nodes: [s.operator === 'mean' ? o.divide(total, wholeOf(o, weights)) : total],
  }
}

export const lowerMatrix = (c: Context, s: SyntaxOf<'Matrix'>): Lowered => {
  const kind = kindOf(s)
  return { _tag: 'Numbers', kind, nodes: [c.o.constant(0, matrixShape(c, kind))] }
}

/** The shape of a matrix: numbers, or as the learner's network says how wide rows are. */
const matrixShape = (c: Context, kind: Kind): readonly number[] => {
  const name = kind._tag === 'Params' ? kind.network : internal('a matrix is parameters', kind._tag)
  const [shape] = tensorShapes(c.around.layouts)(kind)
  if (shape === undefined) throw new Refusal('a network must have the widths of a matrix', `\`${name}\``)
  return shape
}

export const lowerRowsTimes = (c: Context, s: SyntaxOf<'RowsTimes'>, lower: Lower): Lowered => {
  const matrix = lower(s.matrix)
  const by = matrix._tag === 'Numbers' ? matrix.nodes[0]! : internal('a matrix or rows are due', matrix._tag)
  return rowsOf(s, c.o.matMul(rowsIn(lower(s.of)), by, false, s.transposed))
}
