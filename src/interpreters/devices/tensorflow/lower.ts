import type { Node, Program } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'
import { listed } from '../schedule/index.ts'
import { emit } from './emit.ts'
import { graph } from './graph.ts'
import { typeOf } from './lowering.ts'
import type { FunctionDefinition } from './messages.ts'
import { outward } from './outward.ts'
import { type Scope, wireOf } from './scope.ts'

/** Where an output of a program comes from. */
export type Source =
  | { readonly _tag: 'Input'; readonly position: number }
  | { readonly _tag: 'Constant'; readonly value: number }
  | { readonly _tag: 'Result'; readonly position: number }

/** A program as functions of TensorFlow. */
export interface Lowered {
  /** Those that others call come first; the last is the program itself, of its inputs, in order. None, where nothing is computed. */
  readonly functions: readonly FunctionDefinition[]
  readonly results: readonly Node[]
  readonly outputs: readonly Source[]
}

/**
 * `name` is that of the function; what it calls is named after it. A loop that comes to more than `unrolled` nodes stays one. With `passes`
 * elementwise work is done in passes of our own.
 */
export const lower = ({ inputs, ...program }: Program, name: string, unrolled: number, passes = false): Lowered => {
  const given = new Set(inputs)
  const outputs = passes ? outward(program.outputs, given) : program.outputs
  const holders = outputs.map((output) => holderOf(output, given))
  const results = [...new Set(holders.filter((node) => !given.has(node) && node.primitive !== 'constant'))]
  const sources = holders.map(
    (node): Source =>
      given.has(node)
        ? { _tag: 'Input', position: inputs.indexOf(node) }
        : node.primitive === 'constant'
          ? { _tag: 'Constant', value: node.attributes.value }
          : { _tag: 'Result', position: results.indexOf(node) },
  )
  if (results.length === 0) return { functions: [], results, outputs: sources }
  const functions: FunctionDefinition[] = []
  let named = 0
  const library = {
    listed: listed(results, inputs),
    unrolled,
    passes,
    fresh: () => {
      named += 1
      return `${name}_${named}`
    },
    add: (definition: FunctionDefinition) => {
      functions.push(definition)
    },
  }
  const signature = inputs.map((node, i) => ({ name: `a${i}`, type: typeOf(node.type) }))
  const scope: Scope = {
    graph: graph(),
    given,
    wires: new Map(inputs.map((node, i) => [node, signature[i]!])),
    rows: new Map(),
  }
  emit(library, scope, results)
  const made = results.map((node, i) => ({ name: `r${i}`, wire: wireOf(scope, node) }))
  functions.push(scope.graph.finished(name, signature, made))
  return { functions, results, outputs: sources }
}
