import { type Batch, examplesIn, fresh, type OwnLoss, type Rows, type Syntax, targets } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import type { Lowered } from './lowered.ts'
import { workingOn } from './work.ts'

/** The loss that a network brings, of what it gives on a batch: its terms are made anew for each, so none is kept beyond its scope. */
export const ownLoss = (
  c: Context,
  { loss, outputs, batch }: { readonly loss: OwnLoss; readonly outputs: () => Node; readonly batch: Syntax },
  lower: (s: Syntax) => Lowered,
): Lowered => {
  const given = fresh('f', { _tag: 'Rows', batch: examplesIn(batch), width: 'outputs' })
  c.variables.set(given, { _tag: 'Numbers', kind: given.kind, nodes: [workingOn(c, 'forward', outputs)] })
  const on = batch as Batch
  return workingOn(c, 'forward', () => lower(loss.of(given as Syntax as Rows, targets(on), on)))
}
