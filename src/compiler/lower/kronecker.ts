import { kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import { gradient, type Node, type Operations } from '../../ir/index.ts'
import { denseGroups } from '../../networks/index.ts'
import { type BatchNodes, lossOf, type Model, passOn, wholeOf } from '../network.ts'
import { learnerOf } from './batches.ts'
import { tensorsOf } from './begun.ts'
import type { Context } from './context.ts'
import { batchOf, type Lowered, paramsOf } from './lowered.ts'
import { modelFor } from './model.ts'
import { ownLoss } from './own-loss.ts'
import { internal } from './refusal.ts'
import { upTo } from './up-to.ts'
import { workingOn } from './work.ts'

type Lower = (s: Syntax) => Lowered

/** The network on a batch, with a look at what comes into a layer or out of it, or with a value there. */
const through = (
  o: Operations,
  model: Model,
  on: BatchNodes,
  group: string,
  side: 'before' | 'after',
  value?: Node,
): { readonly outputs: Node; readonly found: Node } => {
  const { outputs, found = internal('a dense layer is one of the network', group) } = passOn(o, model, on, {
    group,
    side,
    ...(value === undefined ? {} : { value }),
  })
  return { outputs, found }
}

/** Σᵢ wᵢ aᵢ aᵢᵀ / Σᵢ wᵢ. */
const moments = (o: Operations, rows: Node, weights: Node): Node => {
  const weighted = o.multiply(o.reshape(weights, [rows.shape[0]!, 1]), rows)
  return o.divide(o.matMul(weighted, rows, true), wholeOf(o, weights))
}

/** For each dense layer the moments of what comes into it and 1, and of the derivative of each example's loss by what comes out of it. */
export const lowerKroneckerFactors = (c: Context, s: SyntaxOf<'KroneckerFactors'>, lower: Lower): Lowered => {
  const { o } = c
  const { network } = learnerOf(c)
  tensorsOf(kindOf(s), c.around)
  const parameters = paramsOf(lower(s.parameters), 'learner').nodes
  const on = batchOf(lower(s.batch))
  const model = modelFor(c, { of: s, mode: s.mode, parameters, batch: s.batch }, lower)
  const { weights } = on
  const [count = 0] = weights.shape
  const lossWith = (outputs: Node): Node => {
    if (typeof network.loss !== 'object') return lossOf(o, network, outputs, on)
    const own = ownLoss(c, { loss: network.loss, outputs: () => outputs, batch: s.batch }, lower)
    return own._tag === 'Numbers' ? own.nodes[0]! : internal('a loss is a number', own._tag)
  }
  /** The mean loss has wᵢ / Σ w times the slope of each example's own. */
  const share = o.divide(weights, wholeOf(o, weights))
  const isThere = o.less(o.constant(0), weights)
  const perExample = o.reshape(
    o.select(isThere, o.divide(o.constant(1), o.select(isThere, share, o.constant(1))), o.constant(0)),
    [count, 1],
  )
  const nodes = denseGroups(network).flatMap((group) => {
    const { into, out } = workingOn(c, 'forward', () => ({
      into: through(o, model, on, group, 'before').found,
      out: through(o, model, on, group, 'after').found,
    }))
    const given = o.build.alias(out)
    const mean = workingOn(c, 'forward', () => lossWith(through(o, model, on, group, 'after', given).outputs))
    const [slope] = workingOn(c, 'backward', () => gradient(o, mean, [given]))
    const extended = o.concat([into, o.constant(1, [count, 1])], 1)
    return [moments(o, extended, weights), moments(o, o.multiply(perExample, slope!), weights)]
  })
  return { _tag: 'Numbers', kind: kindOf(s), nodes }
}

/** Identities of the sizes that the layers have. */
export const lowerKroneckerIdentity = (c: Context, s: SyntaxOf<'KroneckerIdentity'>): Lowered => {
  const { o } = c
  const kind = kindOf(s)
  const identity = (size: number): Node => {
    const places = upTo(o, size)
    const isDiagonal = o.equal(
      o.broadcast(places, [size, size]),
      o.broadcast(o.reshape(places, [size, 1]), [size, size]),
    )
    return o.select(isDiagonal, o.constant(1), o.constant(0))
  }
  return { _tag: 'Numbers', kind, nodes: tensorsOf(kind, c.around).map(([size = 0]) => identity(size)) }
}

/** A V G for each layer, V its weights with the bias as the last row. */
export const lowerKroneckerProduct = (c: Context, s: SyntaxOf<'KroneckerProduct'>, lower: Lower): Lowered => {
  const { o } = c
  tensorsOf(kindOf(s.factors), c.around)
  const factors = paramsOf(lower(s.factors)).nodes
  const value = paramsOf(lower(s.of), 'learner')
  const nodes = denseGroups(learnerOf(c).network).flatMap((_, layer) => {
    const [left, right] = [factors[2 * layer]!, factors[2 * layer + 1]!]
    const [weight, bias] = [value.nodes[2 * layer]!, value.nodes[2 * layer + 1]!]
    const [rows = 0, columns = 0] = weight.shape
    const whole = o.concat([weight, o.reshape(bias, [1, columns])], 0)
    const product = o.matMul(o.matMul(left, whole), right)
    return [o.slice(product, [0, 0], [rows, columns]), o.reshape(o.slice(product, [rows, 0], [1, columns]), [columns])]
  })
  return { ...value, nodes }
}
