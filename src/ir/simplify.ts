import { builder } from './builder.ts'
import type { Node, Program } from './node.ts'
import { operations } from './operations.ts'
import { simplerThan } from './primitives/index.ts'
import { rewrite } from './rewrite.ts'
import type { Builder } from './vocabulary.ts'

/**
 * The same program with fewer nodes: identities and constants folded, common subterms shared, dead code gone. Comes after
 * differentiation: it drops `alias` and `stopGradient`, which say nothing to a value and everything to a derivative.
 *
 * @param note told of each node that is made, and of which one it stands for
 */
export const simplify = (
  program: Program,
  build: Builder = builder(),
  note: (made: Node, of: Node) => void = () => {},
): Program => {
  const o = operations(build)
  const settle = (node: Node): Node => {
    const better = simplerThan(node, node.inputs, o)
    return better === undefined || better === node ? node : settle(better)
  }
  const outputs = rewrite(build, program.outputs, new Map(program.inputs.map((n) => [n, n])), (node, inputs) => {
    if (node.primitive === 'constant') return build.make('constant', [], node.attributes)
    if (inputs.length === 0) return undefined
    const made = settle(simplerThan(node, inputs, o) ?? build.remake(node, inputs))
    note(made, node)
    return made
  })
  return { inputs: program.inputs, outputs }
}
