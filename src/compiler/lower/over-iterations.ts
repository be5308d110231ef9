import { inEach, type Laned, type Node, type Operations, sizeOf, sumOverLanes, vectorise } from '../../ir/index.ts'
import type { Context, OpenLoop } from './context.ts'
import type { LanesChoice } from './lanes-asked.ts'

/** A loop none of whose iterations needs another. */
export interface Iterations {
  readonly open: OpenLoop
  readonly index: Node
  /** What each iteration gives. */
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

/** The bytes of the largest value that was made after another, bodies of loops included, but for some. What only repeats another is none. */
const widest = (roots: readonly Node[], after: number, but: readonly Node[]): number => {
  const seen = new Set<Node>()
  const pending = [...roots]
  let most = 0
  while (pending.length > 0) {
    const node = pending.pop()!
    if (node.id <= after || seen.has(node)) continue
    seen.add(node)
    if (node.primitive !== 'broadcast' && !but.includes(node)) most = Math.max(most, 4 * sizeOf(node.shape))
    pending.push(...node.inputs)
    if (node.primitive === 'loop') pending.push(...node.attributes.next)
    if (node.primitive === 'stack') pending.push(node.attributes.body)
  }
  return most
}

/** What a loop and lanes make of iterations. */
interface Ways {
  /** Fewer iterations are a loop whatever was asked. */
  readonly fewest: number
  readonly loop: (o: Operations, iterations: Iterations) => readonly Node[]
  readonly lanes: (o: Operations, times: number, each: readonly Laned[]) => readonly Node[]
}

const sums: Ways = {
  fewest: 2,
  loop: (o, { open: { times, sliced }, index, terms }) => {
    const carried = terms.map((term) => o.build.variable('sum', term.shape))
    const unit = o.build.loop({
      times,
      reverse: false,
      index,
      carried,
      initial: terms.map((term) => o.constant(0, term.shape)),
      sliced,
      next: terms.map((term, i) => o.add(carried[i]!, term)),
    })
    return terms.map((_, i) => o.build.make('final', [unit], { index: i }))
  },
  lanes: (o, times, each) => each.map((laned) => sumOverLanes(o, times, laned)),
}

const rows: Ways = {
  fewest: 1,
  loop: ({ build }, { open: { times, sliced }, index, terms }) => {
    const unit = build.loop({ times, reverse: false, index, carried: [], initial: [], sliced, next: [] })
    return terms.map((term) => build.stack(unit, term))
  },
  lanes: (o, times, each) => each.map((laned) => inEach(laned, times, o)),
}

const lanesOf = (o: Operations, { open: { times, sliced }, index, terms }: Iterations): readonly Laned[] => {
  const rows = sliced.map(({ variable, source }) => [variable, source] as const)
  const along = new Map([...rows, [index, counted(o, times)] as const])
  return vectorise(o, times, along, terms)
}

/**
 * Iterations that need not know of each other, one after the other or as lanes of one program. Which, follows from what was asked and, for
 * `auto`, from the sizes of the program alone, so that it is the same in every run of it on a device.
 *
 * @param usual what is done where nothing was asked
 * @param but of what comes out, what is there either way
 */
const either = (
  c: Context,
  iterations: Iterations,
  ways: Ways,
  usual: LanesChoice,
  but: (made: readonly Node[]) => readonly Node[],
): readonly Node[] => {
  const { o, around } = c
  const { times } = iterations.open
  const { choice = usual, bytes } = around.lanes ?? { choice: 'off', bytes: 0 }
  if (choice === 'off' || times < ways.fewest) return ways.loop(o, iterations)
  const before = o.build.latest()
  const made = ways.lanes(o, times, lanesOf(o, iterations))
  return choice === 'on' || widest(made, before, but(made)) <= bytes ? made : ways.loop(o, iterations)
}

/** Σ over the iterations of a loop that need not know of each other. */
export const summedOver = (c: Context, iterations: Iterations, usual: LanesChoice): readonly Node[] =>
  either(c, iterations, sums, usual, () => [])

/** What each iteration gives as a row, [times, …], of iterations that need not know of each other. */
export const rowsOver = (c: Context, iterations: Iterations): readonly Node[] =>
  either(c, iterations, rows, 'auto', (made) => made)
