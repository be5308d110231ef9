import type { Node } from '../../../ir/index.ts'

/** The rows of a stack that nothing reads as one tensor; filled by its loop, empty between runs. */
export interface List<B> {
  rows: readonly B[]
}

/** Every node that something reads as a whole, in the program and in the bodies of its loops. */
const readWhole = (outputs: readonly Node[], given: ReadonlySet<Node>): ReadonlySet<Node> => {
  const read = new Set<Node>(outputs)
  const seen = new Set<Node>()
  const pending: Node[] = [...outputs]
  const use = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      read.add(node)
      pending.push(node)
    }
  }
  while (pending.length > 0) {
    const node = pending.pop()!
    if (seen.has(node)) continue
    seen.add(node)
    if (given.has(node)) continue
    if (node.primitive === 'loop') {
      use(node.attributes.initial)
      use(node.attributes.next)
      pending.push(...node.attributes.sliced.map((s) => s.source))
    } else if (node.primitive === 'stack') {
      pending.push(node.inputs[0]!)
      use([node.attributes.body])
    } else if (node.primitive === 'final') pending.push(node.inputs[0]!)
    else use(node.inputs)
  }
  return read
}

/** Tells the stacks that are only ever taken apart again, row by row, by other loops: they are never packed. */
export const listed = (outputs: readonly Node[], given: readonly Node[]): ((node: Node) => boolean) => {
  const whole = readWhole(outputs, new Set(given))
  return (node) => node.primitive === 'stack' && !whole.has(node)
}
