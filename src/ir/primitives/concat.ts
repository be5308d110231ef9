import { IllShaped } from '../ill-shaped.ts'
import { type Shape, sameShape } from '../node.ts'
import { movement } from './families/movement.ts'
import { inEach } from './over-lanes.ts'

/** The operands one after the other along `axis`. */
export const concat = movement<'concat'>({
  typing: (inputs, { axis }) => {
    const shapes = inputs.map((input) => input.shape)
    const rest = (shape: Shape): Shape => shape.filter((_, i) => i !== axis)
    if (
      inputs.length === 0 ||
      axis < 0 ||
      shapes.some((shape) => axis >= shape.length || !sameShape(rest(shape), rest(shapes[0]!)))
    )
      throw new IllShaped('concat', shapes, `operands must agree in every dimension but ${axis}`)
    if (inputs.some((input) => input.type !== inputs[0]!.type))
      throw new IllShaped('concat', shapes, 'operands must be all numbers or all conditions')
    return {
      shape: shapes[0]!.map((extent, i) => (i === axis ? shapes.reduce((n, s) => n + s[axis]!, 0) : extent)),
      type: inputs[0]!.type,
    }
  },
  derivative: ({ inputs, attributes: { axis } }, ct, o) =>
    inputs.map((input, position) => {
      const start = inputs.slice(0, position).reduce((n, before) => n + before.shape[axis]!, 0)
      return o.slice(
        ct,
        input.shape.map((_, i) => (i === axis ? start : 0)),
        input.shape,
      )
    }),
  renames: ({ inputs }) => inputs.length === 1,
  overLanes: ({ attributes: { axis } }, operands, count, o) =>
    o.concat(
      operands.map((operand) => inEach(operand, count, o)),
      axis + 1,
    ),
})
