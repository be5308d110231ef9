import type { Builder, Node } from '../../ir/index.ts'

/** What work is for: the network on examples, derivatives, or the rest, such as updates and penalties. */
export type Work = 'forward' | 'backward' | 'rest'

/** The nodes with a number above `after` and at most `last` were made for this. */
export interface Span {
  readonly work: Exclude<Work, 'rest'>
  readonly after: number
  readonly last: number
}

/** A lowering, as far as it notes what its nodes are for. */
interface Noting {
  readonly o: { readonly build: Pick<Builder, 'latest'> }
  readonly spans: Span[]
}

/** Makes nodes and notes what for. Spans don't go back, as operands are made before; one inside another is a part of it. */
export const workingOn = <A>(c: Noting, work: Span['work'], make: () => A): A => {
  const after = c.o.build.latest()
  const made = make()
  while (c.spans.length > 0 && c.spans.at(-1)!.after >= after) c.spans.pop()
  c.spans.push({ work, after, last: c.o.build.latest() })
  return made
}

/** What the nodes of a lowering were made for, at first: a value that is needed again is not made again. */
export const workOf = (spans: readonly Span[]): ((node: Node) => Work) => {
  return ({ id }) => {
    let [low, high] = [0, spans.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (spans[middle]!.last < id) low = middle + 1
      else high = middle
    }
    const span = spans[low]
    return span !== undefined && id > span.after ? span.work : 'rest'
  }
}
