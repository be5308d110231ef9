import type { Node, Operations } from '../../src/ir/index.ts'

/** A loop on one carried value with a row of a source at every iteration; `stacked` is what it yields each time. */
export interface Simple {
  readonly times: number
  readonly reverse?: boolean
  readonly initial: Node
  readonly source?: Node
  readonly next: (carried: Node, index: Node, row: Node) => Node
  readonly stacked?: (carried: Node, index: Node, row: Node) => Node
}

export interface Made {
  readonly unit: Node
  readonly final: Node
  readonly stack: Node
}

export const loop = (o: Operations, { times, reverse = false, initial, source, next, stacked }: Simple): Made => {
  const { build } = o
  const [index, carried] = [build.variable('i', []), build.variable('c', initial.shape)]
  const row = build.variable('row', source?.shape.slice(1) ?? [])
  const unit = build.loop({
    times,
    reverse,
    index,
    carried: [carried],
    initial: [initial],
    sliced: source === undefined ? [] : [{ variable: row, source }],
    next: [next(carried, index, row)],
  })
  return {
    unit,
    final: build.make('final', [unit], { index: 0 }),
    stack: build.stack(unit, (stacked ?? ((c) => c))(carried, index, row)),
  }
}
