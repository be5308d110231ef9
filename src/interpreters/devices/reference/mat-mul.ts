import { type Shape, sizeOf } from '../../../ir/index.ts'
import type { Value } from './values.ts'

/** A·B, each transposed first where said, for each matrix of the leading dimensions; every sum runs over the inner extent in order. */
export const matMul = (a: Value, b: Value, left: boolean, right: boolean, shape: Shape): Value => {
  const [m, n] = shape.slice(-2) as [number, number]
  const k = a.shape.at(left ? -2 : -1)!
  const [am, ak] = left ? [1, m] : [k, 1]
  const [bk, bn] = right ? [1, k] : [n, 1]
  const data = new Float64Array(sizeOf(shape))
  for (let matrix = 0; matrix < sizeOf(shape.slice(0, -2)); matrix++) {
    const [fromA, fromB, to] = [matrix * m * k, matrix * k * n, matrix * m * n]
    for (let i = 0; i < m; i++)
      for (let p = 0; p < k; p++) {
        const x = a.data[fromA + i * am + p * ak]!
        for (let j = 0; j < n; j++) data[to + i * n + j]! += x * b.data[fromB + p * bk + j * bn]!
      }
  }
  return { shape, data }
}
