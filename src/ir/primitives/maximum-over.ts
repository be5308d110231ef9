import type { Node } from '../node.ts'
import { keeping } from './axes.ts'
import { reduction } from './families/reduction.ts'

/** The maximum over the given axes, which disappear; ties share the cotangent equally. */
export const maximumOver = reduction('maximumOver', {
  derivative: (node, ct, o) => {
    const of = node.inputs[0]!
    const { axes } = node.attributes
    const spread = (value: Node): Node => o.broadcast(o.reshape(value, keeping(of.shape, axes)), of.shape)
    const hits = o.select(o.equal(of, spread(node)), o.constant(1), o.constant(0))
    return [o.multiply(hits, spread(o.divide(ct, o.sum(hits, axes))))]
  },
})
