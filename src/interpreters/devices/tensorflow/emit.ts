import { applyRule, evaluationOrder, type LoopDemand, loopDemands, type Node } from '../../../ir/index.ts'
import type { Wire } from './graph.ts'
import { loopWork } from './loops.ts'
import { typeOf } from './lowering.ts'
import { type Pass, passesOf } from './passes.ts'
import { rules } from './rules.ts'
import { type Emit, type Library, type Scope, type Work, wireOf } from './scope.ts'

const nothing: LoopDemand = { finals: [], stacks: [] }

/** A pass as one node of the graph. */
const passWork = ({ graph, wires }: Scope, { reads, makes, words }: Pass, wire: (node: Node) => Wire): Work => ({
  reads,
  perform: () => {
    const from = reads.map(wire)
    const to = makes.map((node) => typeOf(node.type))
    const attributes = {
      from: { list: { type: from.map(({ type }) => type) } },
      to: { list: { type: to } },
      words: { s: words },
    }
    graph.addMany('RetainPass', from, attributes, to).forEach((made, i) => {
      wires.set(makes[i]!, made)
    })
  },
})

/** How each node comes into a scope. */
const worksOf = (library: Library, scope: Scope, outputs: readonly Node[]): ((node: Node) => Work) => {
  const { graph, given, wires } = scope
  // What is given asks nothing of a loop: the body of a stack may need what is not here.
  const order = evaluationOrder(outputs, given).filter((node) => !given.has(node))
  const demands = loopDemands(order)
  const table = rules(given)
  const alone = (node: Node): Work => {
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
  if (!library.passes) return alone
  const works = new Map<Node, Work>()
  const known = (node: Node): Work => {
    const work = works.get(node) ?? alone(node)
    works.set(node, work)
    return work
  }
  const passes = passesOf(order, (node) => (given.has(node) ? [] : known(node).reads), outputs, given)
  return (node) => {
    const pass = passes.get(node)
    return pass === undefined ? known(node) : passWork(scope, pass, (read) => wireOf(scope, read))
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
