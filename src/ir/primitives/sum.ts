import { type Definition, folded, keeping, reduction } from './definition.ts'

/** Σ over the given axes, which disappear; the cotangent is spread back over them. */
export const sum: Definition<'sum'> = {
  typing: reduction('sum'),
  flops: folded,
  derivative: ({ inputs: [of], attributes: { axes } }, ct, o) => [
    o.broadcast(o.reshape(ct, keeping(of!.shape, axes)), of!.shape),
  ],
}
