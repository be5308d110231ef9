import { builder, type Node, operations, rewrite, sameShape } from '../../../ir/index.ts'
import { isElementwise } from '../fuse/index.ts'

/** What all of some nodes are reshapes of, if that has one shape. Nothing behind what is given is there. */
const within = (nodes: readonly Node[], given: ReadonlySet<Node>): readonly Node[] | undefined => {
  const inner = nodes.flatMap((node) => (node.primitive === 'reshape' && !given.has(node) ? node.inputs : []))
  const [first] = inner
  return first !== undefined &&
    inner.length === nodes.length &&
    inner.every(({ shape }) => sameShape(shape, first.shape))
    ? inner
    : undefined
}

/**
 * The same values with reshapes after elementwise work in place of before: f(reshape x, reshape y) = reshape f(x, y). Work on matrices, a row
 * a place, and work on the images that they are meet in one pass.
 */
export const outward = (outputs: readonly Node[], given: ReadonlySet<Node>): readonly Node[] => {
  const build = builder()
  const o = operations(build)
  return rewrite(build, outputs, new Map([...given].map((node) => [node, node])), (node, inputs) => {
    const inner = isElementwise(node) ? within(inputs, given) : undefined
    return inner === undefined ? undefined : o.reshape(build.remake(node, inner), node.shape)
  })
}
