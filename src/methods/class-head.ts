import { abs, type Batch, grad, labelledOutput, less, type Params, reinitialise, select } from '../dsl/index.ts'

/**
 * The last layer, the group `output`, started anew where it leads to the classes of a batch: those of its weights that carry something of
 * the batch's examples to their own classes, which are where ∇⟨y, f(x)⟩ isn't 0. All others stay.
 *
 * @law no coordinate outside `output` changes, nor one that leads to another class
 */
export const withClassesAnew =
  (batch: Batch) =>
  (theta: Params): Params => {
    const leads = less(0, abs(grad(labelledOutput(batch))(theta)))
    return select(leads, reinitialise('output')(theta), theta)
  }
