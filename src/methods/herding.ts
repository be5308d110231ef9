import {
  add,
  argMax,
  type Batch,
  type Count,
  divide,
  equal,
  everyLabel,
  field,
  innerLoop,
  innerProducts,
  largestAlong,
  less,
  lessEqual,
  like,
  type Matrix,
  maths,
  maximum,
  mixtures,
  multiply,
  named,
  oneHot,
  type Rows,
  type RowWidth,
  type Scalar,
  select,
  subtract,
  sumAlong,
  sumOuter,
  take,
  targets,
  unitRows,
} from '../dsl/index.ts'

const { call, part, row } = maths

/** A batch with one example of each class, whose label is all that matters: rows of it are one a class. */
const everyClass = (batch: Batch): Batch => everyLabel(take(batch, 1))

/** The labels of examples; of padding none. */
const labels = (batch: Batch): Rows => multiply(targets(batch), field(batch, 'weight'))

/** The mean of the rows of each class: a row a class, of zeros for one without examples. */
const classMeans = <W extends RowWidth>(classes: Batch, batch: Batch, rows: Rows<W>): Rows<W> => {
  const among = innerProducts(targets(classes), labels(batch))
  return mixtures(divide(among, maximum(sumAlong(among), 1)), rows)
}

/** What fits this nearly as well fits as well: more than roundings come to, so that the order of picks is the same on every device. */
const tie = 2 ** -14

/** For each class the mean of its examples' rows, scaled to length 1: a row of the matrix, of zeros for a class without examples. */
export const classCentres = <W extends RowWidth>(batch: Batch, rows: Rows<W>): Matrix<'outputs', W> => {
  const classes = everyClass(batch)
  const centres = unitRows(classMeans(classes, batch, rows))
  return named('classCentres', { rows }, sumOuter(classes, targets(classes), centres), {
    writes: call('centres', part('rows')),
    notes: [row('centres(v) has a row for each class, the mean of its rows of v, scaled to length 1')],
  })
}

/**
 * Which examples of each class come near its mean together, in their order (Welling, ICML 2009): of rows φ of length 1
 *
 *   p_k = argmin_x ‖μ − (φ(x) + Σ_{j<k} φ(p_j)) / k‖ = argmax_x ⟨w_k, φ(x)⟩,   w₁ = μ,   w_{k+1} = w_k + μ − φ(p_k)
 *
 * over the examples of the class that are not picked yet, of equals the first; or over all of them, where one that is picked `again` counts
 * once more in the sum and keeps its place.
 *
 * @returns of the first picked m, of the second m − 1, …, of the m-th 1; 0 of all others
 */
export const herded = <W extends RowWidth>(
  batch: Batch,
  rows: Rows<W>,
  m: Count,
  { again }: { readonly again: boolean },
): Rows<1> => {
  const classes = everyClass(batch)
  const mean = classMeans(classes, batch, rows)
  const ofClass = innerProducts(targets(batch), targets(classes))
  type Picks = { readonly left: Rows<1>; readonly towards: Rows<W> }
  const { left } = innerLoop(m, ({ left, towards }: Picks, k: Scalar): Picks => {
    const isNew = equal(left, 0)
    const open = again ? labels(batch) : select(isNew, labels(batch), 0)
    const fits = select(less(0, innerProducts(targets(classes), open)), innerProducts(towards, rows), -1e30)
    const best = argMax(select(lessEqual(subtract(largestAlong(fits), tie), fits), 1, 0))
    const isPicked = equal(field(batch, 'position'), mixtures(ofClass, best))
    return {
      left: select(isNew, select(isPicked, subtract(m, k), 0), left),
      towards: add(towards, subtract(mean, mixtures(oneHot(best, fits), rows))),
    }
  })({ left: like(field(batch, 'position'), 0), towards: mean })
  return named('herded', { rows, m, mean }, left, {
    writes: call('herd', part('rows'), part('m')),
    notes: [
      row(
        'herd(v, m) is m + 1 − k for what is picked k-th of its class, 0 for what is not among m: of its rows v',
        again ? '' : ' that are left',
        ' that for which the mean of it and of those picked before is nearest to the mean of all',
      ),
    ],
  })
}
