import { IllShaped } from '../ill-shaped.ts'
import { sizeOf } from '../node.ts'
import { movement } from './families/movement.ts'
import { numbersOnly } from './numbers-only.ts'
import { laneByLane } from './over-lanes.ts'

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
  // Of one for all lanes, all that is named is taken at once; the same rows of each are rows of what has the lanes second.
  overLanes: (node, [of, indices], count, o) => {
    if (of!.inLanes && indices!.inLanes) return laneByLane(node, [of!, indices!], count, o)
    if (indices!.inLanes)
      return o.reshape(o.gather(of!.node, o.reshape(indices!.node, [sizeOf(indices!.node.shape)])), [
        count,
        ...node.shape,
      ])
    const second = of!.node.shape.map((_, i) => (i === 0 ? 1 : i === 1 ? 0 : i))
    return o.transpose(o.gather(o.transpose(of!.node, second), indices!.node), second)
  },
})
