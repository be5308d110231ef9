import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import { layoutOf } from '../../networks/index.ts'
import { learnerOf } from './batches.ts'
import type { Context } from './context.ts'
import { groupsNamed } from './groups.ts'
import { type Lowered, paramsOf } from './lowered.ts'
import { Refusal } from './refusal.ts'

/** The numbers of the tensors that end in one place an output: those that another output would make wider. */
const wideAsOutputs = (c: Context): ReadonlySet<number> => {
  const { network, between } = learnerOf(c)
  const more = layoutOf(network, { ...between, outputs: between.outputs + 1 }).tensors
  return new Set(
    layoutOf(network, between).tensors.flatMap(({ shape }, i) =>
      shape.at(-1) === between.outputs && more[i]!.shape.at(-1) === between.outputs + 1 ? [i] : [],
    ),
  )
}

/** A number for each output in all coordinates that make this output, of the named groups; zero in the others. */
export const spreadOverOutputs = (c: Context, s: SyntaxOf<'PerOutput'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o } = c
  const { between } = learnerOf(c)
  const like = paramsOf(lower(s.like), 'learner')
  const [numbers] = paramsOf(lower(s.of)).nodes
  const { tensors } = c.around.layouts.learner ?? { tensors: [] }
  const groups = groupsNamed({ tensors }, s.groups)
  const wide = wideAsOutputs(c)
  const each = o.reshape(numbers!, [between.outputs])
  return {
    ...like,
    nodes: like.nodes.map((node, i) => {
      const { group, name } = tensors[i]!
      if (!groups.has(group)) return o.constant(0, node.shape)
      if (!wide.has(i))
        throw new Refusal(
          'a group that has numbers for each output must be of a head, whose tensors end in one place an output',
          `\`${name}\``,
        )
      return o.broadcast(each, node.shape)
    }),
  }
}
