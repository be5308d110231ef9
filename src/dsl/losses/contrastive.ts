import { divide, equal, like, maximum, multiply, select, subtract } from '../arithmetic.ts'
import { field, innerProducts, meanOver, sumAlong } from '../rows.ts'
import { logSumExp, within } from '../softmax.ts'
import type { Batch, Rows, RowWidth, Scalar } from '../term.ts'
import { unitRows } from '../unit-rows.ts'

/**
 * The mean over a batch of, for each example, the mean over the others of its class of
 *
 *   −log (exp(zᵢᵀzⱼ / T) / Σₖ exp(zᵢᵀzₖ / T))   over all others k
 *
 * where z are rows scaled to length 1. Padding is nobody's other. An example that is alone in its class gives 0.
 *
 * | symbol | argument      | shape  | range |
 * | T      | `temperature` | scalar | > 0   |
 *
 * @source Khosla et al., Supervised contrastive learning, NeurIPS 2020, eq. 2
 */
export const contrastive =
  ({ temperature }: { readonly temperature: Scalar | number }) =>
  <W extends RowWidth>(rows: Rows<W>, targets: Rows, batch: Batch): Scalar => {
    const z = unitRows(rows)
    const similarity = divide(innerProducts(z, z), temperature)
    const position = field(batch, 'position')
    const isSelf = equal(innerProducts(like(position, 1), position), position)
    const among = logSumExp(select(isSelf, -1e11, similarity))
    const alike = within(select(isSelf, 0, innerProducts(targets, targets)), 0)
    const surprise = sumAlong(multiply(alike, subtract(among, similarity)))
    return meanOver(batch, divide(surprise, maximum(sumAlong(alike), 1)))
  }
