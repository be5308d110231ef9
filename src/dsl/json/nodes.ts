import { modes } from '../mode.ts'
import type { SyntaxOf, Tag } from '../syntax.ts'
import { type Codec, fields, list, optional, record, unlessLeftOut } from './composite.ts'
import { kind } from './kinds.ts'
import { literalOf, name, number, positiveWhole, text, truth, whole } from './plain-values.ts'
import { anyNode, anyVariable, part, type References, times } from './references.ts'

/** What is written of a node: no number of a variable and nothing that tells draws apart; a decoded program has its own. */
export type Written<T extends Tag> = {
  readonly [F in Exclude<keyof SyntaxOf<T>, '_tag' | 'id' | 'place'>]: SyntaxOf<T>[F]
}

export type NodeCodecs = { readonly [T in Tag]: Codec<Written<T>> }

/**
 * One codec a node of the language, by its fields; a node in a field is written as its number. What a document looks like,
 * what is read from it and in which order its nodes are numbered all follow from this table.
 */
export const nodeCodecs = (references: References): NodeCodecs => {
  const node = anyNode(references)
  const variable = anyVariable(references)
  const nodes = list(node)
  const variables = list(variable)
  const names = list(name)
  const mode = unlessLeftOut(literalOf(...modes), 'learning')
  const of =
    <T extends Tag>(tag: T) =>
    (codecs: { readonly [F in keyof Written<T>]-?: Codec<Written<T>[F]> }): Codec<Written<T>> =>
      fields<Written<T>>(`a node \`${tag}\``, codecs)
  return {
    Variable: of('Variable')({ name: text, kind }),
    Option: of('Option')({ name }),
    Literal: of('Literal')({ value: number }),
    Unary: of('Unary')({
      operator: literalOf('negate', 'absolute', 'sign', 'squareRoot', 'exponential', 'logarithm', 'tanh', 'cosine'),
      of: node,
    }),
    Binary: of('Binary')({
      operator: literalOf('add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'),
      left: node,
      right: node,
    }),
    Compare: of('Compare')({ operator: literalOf('less', 'lessEqual', 'equal'), left: node, right: node }),
    Select: of('Select')({ condition: node, then: node, otherwise: node }),
    Like: of('Like')({ of: node, value: node }),
    Reduce: of('Reduce')({ operator: literalOf('sum', 'mean', 'maximum'), of: node }),
    Only: of('Only')({ of: node, groups: names }),
    Apply: of('Apply')({ network: name, parameters: node, to: node, grid: whole }),
    Coordinates: of('Coordinates')({ network: name, count: positiveWhole, iterations: variables }),
    Pick: of('Pick')({ of: node, coordinates: node }),
    Measure: of('Measure')({
      measure: literalOf('loss', 'squaredOutputNorm', 'labelledOutput'),
      parameters: node,
      batch: node,
      mode,
    }),
    Gradient: of('Gradient')({ bound: variables, body: node, at: nodes }),
    FirstOrder: of('FirstOrder')({ of: node }),
    Loop: of('Loop')({
      times: times(node),
      index: variable,
      sample: optional(variable),
      bound: variables,
      initial: nodes,
      next: nodes,
    }),
    Along: of('Along')({ operator: literalOf('sum', 'mean'), loop: node, bound: variables, body: node }),
    Expectation: of('Expectation')({
      batch: node,
      size: positiveWhole,
      sample: variable,
      index: variable,
      body: nodes,
    }),
    Component: of('Component')({ of: node, index: whole }),
    Join: of('Join')({ first: node, second: node }),
    Take: of('Take')({ batch: node, from: whole, size: whole }),
    Shuffle: of('Shuffle')({ batch: node, iterations: variables }),
    Draw: of('Draw')({ memory: node, count: whole, replacement: truth, iterations: variables }),
    Relabel: of('Relabel')({ batch: node, parameters: node, mode, iterations: variables }),
    SoftLabels: of('SoftLabels')({ batch: node, parameters: node, mode }),
    EveryLabel: of('EveryLabel')({ batch: node }),
    Place: of('Place')({ shuffle: node, example: whole }),
    Reservoir: of('Reservoir')({ capacity: whole, inclusive: truth }),
    Ring: of('Ring')({ capacity: whole }),
    Push: of('Push')({ memory: node, batch: node, iterations: variables }),
    EmptyList: of('EmptyList')({ names, elements: nodes }),
    Append: of('Append')({ list: node, values: nodes }),
    MapTasks: of('MapTasks')({ over: node, bound: variables, index: variable, names, body: nodes }),
    Total: of('Total')({ operator: literalOf('sum', 'mean'), list: node, like: optional(node) }),
    ConeProjection: of('ConeProjection')({ constraints: node, gradient: node, margin: node, ridge: node }),
    When: of('When')({ condition: node, then: nodes, otherwise: nodes }),
    Combinator: of('Combinator')({ name, parts: record(part(node, variable)), definition: nodes }),
  }
}
