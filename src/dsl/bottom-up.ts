/**
 * Everything that `roots` lead to, each node once and after all that it leads to. What is `known` is left out, with what only it leads
 * to. No call stack is used, so graphs may be as deep as they are.
 */
export const bottomUp = <N>(
  roots: readonly N[],
  next: (node: N) => readonly N[],
  isKnown: (node: N) => boolean = () => false,
): readonly N[] => {
  const order: N[] = []
  const entered = new Set<N>()
  const open: { readonly node: N; readonly children: readonly N[]; at: number }[] = []
  const enter = (node: N): void => {
    if (entered.has(node) || isKnown(node)) return
    entered.add(node)
    open.push({ node, children: next(node), at: 0 })
  }
  for (const root of roots) {
    enter(root)
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const child = top.children[top.at]
      top.at += 1
      if (child !== undefined) enter(child)
      else {
        order.push(top.node)
        open.pop()
      }
    }
  }
  return order
}

/** Everything that `roots` lead to, each node once and before what it leads to, as it is read. */
export const topDown = <N>(roots: readonly N[], next: (node: N) => readonly N[]): ReadonlySet<N> => {
  const found = new Set<N>()
  const pending = [...roots].reverse()
  while (pending.length > 0) {
    const node = pending.pop()!
    if (found.has(node)) continue
    found.add(node)
    const children = next(node)
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i]!)
  }
  return found
}

/**
 * A function of nodes that follows from its values at the nodes that they lead to: found once for each node, the deepest first. `rule`
 * may ask it of the nodes that `next` gives.
 */
export const inductive = <N extends object, A>(
  next: (node: N) => readonly N[],
  rule: (node: N) => A,
  known: Pick<WeakMap<N, A>, 'has' | 'get' | 'set'> = new Map<N, A>(),
): ((node: N) => A) => {
  const isKnown = (node: N): boolean => known.has(node)
  return (node) => {
    if (known.has(node)) return known.get(node) as A
    // Mostly what a node leads to was asked for before: no list is needed then.
    if (next(node).every(isKnown)) known.set(node, rule(node))
    else for (const one of bottomUp([node], next, isKnown)) known.set(one, rule(one))
    return known.get(node) as A
  }
}
