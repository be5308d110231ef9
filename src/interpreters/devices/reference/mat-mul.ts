import type { Shape } from '../../../ir/index.ts'
import type { Value } from './values.ts'

/** A·B, each transposed first where said; every sum runs over the inner extent in order. */
export const matMul = (a: Value, b: Value, left: boolean, right: boolean, shape: Shape): Value => {
  const [m, n] = [shape[0]!, shape[1]!]
  const k = left ? a.shape[0]! : a.shape[1]!
  const [am, ak] = left ? [1, m] : [k, 1]
  const [bk, bn] = right ? [1, k] : [n, 1]
  const data = new Float64Array(m * n)
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++) {
      const x = a.data[i * am + p * ak]!
      for (let j = 0; j < n; j++) data[i * n + j]! += x * b.data[p * bk + j * bn]!
    }
  return { shape, data }
}
