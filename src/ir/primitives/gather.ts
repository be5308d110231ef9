import { IllShaped } from '../ill-shaped.ts'
import { sizeOf } from '../node.ts'
import { movement } from './families/movement.ts'
import { numbersOnly } from './numbers-only.ts'

/** Rows of x named by indices: [n, …], [k] → [k, …]. The cotangent of x sums the rows that were taken: oneHot(indices)ᵀ·c. */
export const gather = movement<'gather'>({
  typing: ([of, indices]) => {
    numbersOnly('gather', [indices!])
    if (of!.shape.length === 0 || indices!.shape.length !== 1)
      throw new IllShaped('gather', [of!.shape, indices!.shape], 'needs rows and a vector of indices')
    return { shape: [...indices!.shape, ...of!.shape.slice(1)], type: of!.type }
  },
  derivative: ({ inputs: [of, indices] }, ct, o) => {
    const [rows, ...rest] = of!.shape
    const flat = o.reshape(ct, [indices!.shape[0]!, sizeOf(rest)])
    return [o.reshape(o.matMul(o.oneHot(indices!, rows!), flat, true, false), of!.shape), undefined]
  },
})
