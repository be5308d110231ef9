import { type Node, type NodeOf, sameShape, sizeOf } from '../../../ir/index.ts'
import { fuse, fusedPass, type Group, isDirect, isElementwise, operandsOf } from '../fuse/index.ts'
import { holderOf } from '../holder.ts'
import { isPassed, passWords } from './pass-words.ts'

/** Elementwise work, and sums of it, as one operation. */
export interface Pass {
  /** Whose buffers it reads. */
  readonly reads: readonly Node[]
  readonly makes: readonly Node[]
  readonly words: Uint8Array
}

type Sum = NodeOf<'sum'> & Node

/** A sum takes room for each thread. */
const largestSum = 4096

/** A sum of what a pass makes, where it is much less than that. */
const isSumOf = (node: Node, member: Node): boolean =>
  sizeOf(node.shape) <= largestSum &&
  2 * sizeOf(node.shape) <= sizeOf(member.shape) &&
  sameShape(node.inputs[0]!.shape, member.shape)

/** From so many elements on it takes longer to write and read a tensor than to make it once more. */
const worthRepeating = 4096

/** Made once more, what takes at most so many operations. */
const longestRepeated = 12

/** What a node is made of within passes: the large tensors behind it, and how many operations from there. */
interface Cone {
  readonly large: ReadonlySet<Node>
  readonly operations: number
}

/**
 * Which elementwise nodes are made once more wherever a pass reads them, from at most one tensor as large as they are: reading that costs no
 * more than reading them would. What is `kept` in any case is read.
 */
const repeated = (
  nodes: readonly Node[],
  isOwn: (node: Node) => boolean,
  kept: ReadonlySet<Node>,
  given: ReadonlySet<Node>,
): ReadonlySet<Node> => {
  const thin = new Map<Node, Cone>()
  for (const node of nodes) {
    if (sizeOf(node.shape) < worthRepeating || kept.has(node)) continue
    const cones = operandsOf(node, given).map((operand): Cone => {
      if ('constant' in operand) return { large: new Set(), operations: 0 }
      const { holder } = operand
      const behind = isOwn(holder) && isDirect(operand, node.shape, given) ? thin.get(holder) : undefined
      if (behind !== undefined) return behind
      return { large: new Set(4 * sizeOf(holder.shape) > sizeOf(node.shape) ? [holder] : []), operations: 0 }
    })
    const large = new Set(cones.flatMap((cone) => [...cone.large]))
    const operations = cones.reduce((sum, cone) => sum + cone.operations, 1)
    if (large.size < 2 && operations <= longestRepeated) thin.set(node, { large, operations })
  }
  return new Set(thin.keys())
}

/**
 * The passes that make the elementwise nodes of `order`, and which makes what. A sum is part of the pass that makes its terms; then these
 * are stored only if something else reads them.
 *
 * @param readsOf what a node needs that is made by itself
 */
export const passesOf = (
  order: readonly Node[],
  readsOf: (node: Node) => readonly Node[],
  outputs: readonly Node[],
  given: ReadonlySet<Node>,
): ReadonlyMap<Node, Pass> => {
  const others = new Set([
    ...given,
    ...order.filter((node) => isElementwise(node) && !(isPassed(node.primitive) && sizeOf(node.shape) > 0)),
  ])
  const holder = (node: Node): Node => holderOf(node, given)
  const reads = new Map<Node, readonly Node[]>()
  const read = (node: Node): readonly Node[] => {
    const known = reads.get(node) ?? (node.primitive === 'sum' ? node.inputs : readsOf(node)).map(holder)
    reads.set(node, known)
    return known
  }
  // What the outputs need: of the rest, such as a broadcast that a pass reads through, nothing is made.
  const ends = outputs.map(holder)
  const reached = new Set(ends)
  for (const node of reached) {
    if (given.has(node)) continue
    if (!isElementwise(node) || others.has(node)) for (const by of read(node)) reached.add(by)
    else for (const operand of operandsOf(node, others)) if ('holder' in operand) reached.add(operand.holder)
  }
  const live = order.filter((node) => reached.has(node) && !given.has(node))
  const groups = fuse(live, read, new Set(ends), others)
  const groupOf = new Map<Node, Group>(groups.flatMap((group) => group.members.map((node) => [node, group] as const)))
  const sums = new Map<Group, Sum[]>()
  const summed = new Set<Node>()
  for (const node of live) {
    if (node.primitive !== 'sum') continue
    const member = holder(node.inputs[0]!)
    const group = groupOf.get(member)
    if (group === undefined || !isSumOf(node, member)) continue
    summed.add(node)
    sums.set(group, [...(sums.get(group) ?? []), node as Sum])
  }
  const wanted = new Set<Node>([
    ...ends,
    ...live.flatMap((node) => (groupOf.has(node) || summed.has(node) ? [] : read(node))),
  ])
  const position = new Map(live.map((node, i) => [node, i] as const))
  const again = repeated(
    live.filter((node) => groupOf.has(node)),
    (node) => groupOf.has(node),
    new Set(wanted),
    others,
  )

  /** What a pass of a group computes, operands first: members, and what is made once more, as far as they lead to `ends`. */
  const within = (group: Group, ends: readonly Node[]): readonly Node[] => {
    const found = new Set(ends)
    for (const node of found)
      for (const operand of operandsOf(node, others))
        if (isDirect(operand, group.shape, others)) {
          const own = groupOf.get(operand.holder)
          if (own === group || (own !== undefined && again.has(operand.holder))) found.add(operand.holder)
        }
    return [...found].sort((a, b) => position.get(a)! - position.get(b)!)
  }

  const passes = new Map<Node, Pass>()
  // Readers before what they read, so that it is known what has to be stored.
  for (const group of [...groups].sort((a, b) => a.height - b.height)) {
    const stored = group.members.filter((node) => wanted.has(node))
    const own = sums.get(group) ?? []
    const made = [...new Set([...stored, ...own.map((sum) => holder(sum.inputs[0]!))])]
    if (made.length === 0) continue
    const members = within(group, made)
    const { program, places, makes } = fusedPass({ shape: group.shape, members, wanted: stored }, others)
    for (const place of places) wanted.add(place.holder)
    // TensorFlow calls an operation of its own in less time.
    if (members.length === 1 && own.length === 0 && sizeOf(group.shape) < worthRepeating) continue
    const pass: Pass = {
      reads: places.map((place) => place.holder),
      makes: [...makes, ...own],
      words: passWords(
        program,
        places.map((place) => place.from),
        own.map((sum) => ({ value: members.indexOf(holder(sum.inputs[0]!)), axes: sum.attributes.axes })),
      ),
    }
    for (const node of pass.makes) passes.set(node, pass)
  }
  return passes
}
