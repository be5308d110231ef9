import { applyRule, evaluationOrder, type LoopDemand, loopDemands, type Node } from '../../../ir/index.ts'
import { loopWork } from './loops.ts'
import { rules } from './rules.ts'
import { type Emit, type Library, type Scope, type Work, wireOf } from './scope.ts'

const nothing: LoopDemand = { finals: [], stacks: [] }

/** How each node comes into a scope. */
const worksOf = (library: Library, scope: Scope, outputs: readonly Node[]): ((node: Node) => Work) => {
  const { graph, given, wires } = scope
  const demands = loopDemands(evaluationOrder(outputs, given))
  const table = rules(given)
  return (node) => {
    if (node.primitive === 'loop') return loopWork(library, scope, node, demands.get(node) ?? nothing, emit)
    if (node.primitive === 'final' || node.primitive === 'stack')
      return { reads: [node.inputs[0]!], perform: () => undefined }
    const lowering = applyRule(table, node)
    if (lowering === 'structure') throw new Error(`internal: ${node.primitive} has no value`)
    return {
      reads: lowering.reads,
      perform: () => {
        wires.set(
          node,
          lowering.make(
            graph,
            lowering.reads.map((read) => wireOf(scope, read)),
          ),
        )
      },
    }
  }
}

/** Makes everything that `outputs` need, and nothing else, operands first. */
export const emit: Emit = (library, scope, outputs) => {
  const workOf = worksOf(library, scope, outputs)
  const works = new Map<Node, Work>()
  const done = new Set<Node>()
  const isThere = (node: Node): boolean => done.has(node) || scope.wires.has(node) || scope.rows.has(node)
  // An explicit stack: programs are deeper than the call stack.
  const pending = [...outputs].reverse()
  while (pending.length > 0) {
    const node = pending.at(-1)!
    const work = works.get(node) ?? (isThere(node) ? undefined : workOf(node))
    const open = work === undefined || done.has(node) ? [] : work.reads.filter((read) => !isThere(read))
    if (work !== undefined && !done.has(node) && open.length > 0) {
      works.set(node, work)
      for (let i = open.length - 1; i >= 0; i--) pending.push(open[i]!)
      continue
    }
    pending.pop()
    if (work === undefined || done.has(node)) continue
    done.add(node)
    work.perform()
  }
}
