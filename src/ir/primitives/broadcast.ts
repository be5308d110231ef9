import { IllShaped } from '../ill-shaped.ts'
import { stretchedAxes } from './axes.ts'
import { keepsSize, movement } from './families/movement.ts'

/** Stretches extents of 1, and absent leading ones, to `shape`; the cotangent is summed over what was stretched. */
export const broadcast = movement<'broadcast'>({
  typing: ([of], { shape }) => {
    const offset = shape.length - of!.shape.length
    if (offset < 0 || !of!.shape.every((extent, i) => extent === 1 || extent === shape[offset + i]))
      throw new IllShaped('broadcast', [of!.shape, shape], 'the first shape does not stretch to the second')
    return { shape, type: of!.type }
  },
  derivative: ({ inputs: [of], shape }, ct, o) => [o.reshape(o.sum(ct, stretchedAxes(of!.shape, shape)), of!.shape)],
  follows: ({ inputs: [of], shape }, { condition, holds }, o) => {
    // One element serves many: it counts where any of them does.
    const where = o.select(condition, o.constant(holds ? 1 : 0), o.constant(holds ? 0 : 1))
    const most = o.maximumOver(where, stretchedAxes(of!.shape, shape))
    return { condition: o.less(o.constant(0), o.reshape(most, of!.shape)), holds: true }
  },
  // Alignment at the last dimension composes.
  simpler: ({ shape }, [a], o) => o.broadcast(a!.primitive === 'broadcast' ? a!.inputs[0]! : a!, shape),
  renames: keepsSize,
  showsConstants: true,
  overLanes: ({ inputs: [of], shape }, [x], count, o) => {
    const stretched = shape.slice(of!.shape.length).map(() => 1)
    return o.broadcast(o.reshape(x!.node, [count, ...stretched, ...of!.shape]), [count, ...shape])
  },
  fleeting: true,
})
