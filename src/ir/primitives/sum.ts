import { keeping } from './axes.ts'
import { reduction } from './families/reduction.ts'

/** Σ over the given axes, which disappear; the cotangent is spread back over them. */
export const sum = reduction('sum', {
  derivative: ({ inputs: [of], attributes: { axes } }, ct, o) => [
    o.broadcast(o.reshape(ct, keeping(of!.shape, axes)), of!.shape),
  ],
  follows: ({ inputs: [of], attributes: { axes } }, { condition, holds }, o) => ({
    condition: o.broadcast(o.reshape(condition, keeping(of!.shape, axes)), of!.shape),
    holds,
  }),
  simpler: ({ shape, attributes: { axes } }, [a], o) =>
    axes.every((axis) => a!.shape[axis] === 1) ? o.reshape(a!, shape) : undefined,
})
