import { type Node, type Operations, sizeOf, sumOverLanes, vectorise } from '../../ir/index.ts'
import type { Context, OpenLoop } from './context.ts'
import type { LanesChoice } from './lanes-asked.ts'

/** A loop none of whose iterations needs another. */
export interface Iterations {
  readonly open: OpenLoop
  readonly index: Node
  /** What each iteration gives, to be summed. */
  readonly terms: readonly Node[]
}

/** 0, 1, … for each lane: what a loop counts, stacked. */
const counted = ({ build }: Operations, times: number): Node => {
  const index = build.variable('i', [])
  return build.stack(
    build.loop({ times, reverse: false, index, carried: [], initial: [], sliced: [], next: [] }),
    index,
  )
}

/** The bytes of the largest value that was made after another, bodies of loops included. What only repeats another is none. */
const widest = (roots: readonly Node[], after: number): number => {
  const seen = new Set<Node>()
  const pending = [...roots]
  let most = 0
  while (pending.length > 0) {
    const node = pending.pop()!
    if (node.id <= after || seen.has(node)) continue
    seen.add(node)
    if (node.primitive !== 'broadcast') most = Math.max(most, 4 * sizeOf(node.shape))
    pending.push(...node.inputs)
    if (node.primitive === 'loop') pending.push(...node.attributes.next)
    if (node.primitive === 'stack') pending.push(node.attributes.body)
  }
  return most
}

const asLoop = (o: Operations, { open, index, terms }: Iterations): readonly Node[] => {
  const sums = terms.map((term) => o.build.variable('sum', term.shape))
  const unit = o.build.loop({
    times: open.times,
    reverse: false,
    index,
    carried: sums,
    initial: terms.map((term) => o.constant(0, term.shape)),
    sliced: open.sliced,
    next: terms.map((term, i) => o.add(sums[i]!, term)),
  })
  return terms.map((_, i) => o.build.make('final', [unit], { index: i }))
}

const asLanes = (o: Operations, { open: { times, sliced }, index, terms }: Iterations): readonly Node[] => {
  const rows = sliced.map(({ variable, source }) => [variable, source] as const)
  const along = new Map([...rows, [index, counted(o, times)] as const])
  return vectorise(o, times, along, terms).map((laned) => sumOverLanes(o, times, laned))
}

/**
 * Σ over the iterations of a loop that need not know of each other: one after the other, or as lanes of one program. Which, follows from
 * what was asked and, for `auto`, from the sizes of the program alone, so that it is the same in every run of it on a device.
 *
 * @param usual what is done where nothing was asked
 */
export const summedOver = (c: Context, iterations: Iterations, usual: LanesChoice): readonly Node[] => {
  const { o, around } = c
  const { choice = usual, bytes } = around.lanes ?? { choice: 'off', bytes: 0 }
  if (choice === 'off' || iterations.open.times < 2) return asLoop(o, iterations)
  const before = o.build.latest()
  const lanes = asLanes(o, iterations)
  return choice === 'on' || widest(lanes, before) <= bytes ? lanes : asLoop(o, iterations)
}
