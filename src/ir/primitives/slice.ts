import { IllShaped } from '../ill-shaped.ts'
import { keepsSize, movement } from './families/movement.ts'

/** The block of `size` that starts at `begin`; the cotangent is padded with zeros around it. */
export const slice = movement<'slice'>({
  typing: ([of], { begin, size }) => {
    if (
      begin.length !== of!.shape.length ||
      size.length !== of!.shape.length ||
      !of!.shape.every((extent, i) => begin[i]! >= 0 && size[i]! >= 0 && begin[i]! + size[i]! <= extent)
    )
      throw new IllShaped('slice', [of!.shape, begin, size], 'the block must lie inside the operand')
    return { shape: size, type: of!.type }
  },
  derivative: ({ inputs: [of], attributes: { begin, size } }, ct, o) => [
    o.pad(
      ct,
      begin,
      of!.shape.map((extent, i) => extent - begin[i]! - size[i]!),
    ),
  ],
  renames: keepsSize,
  overLanes: ({ attributes: { begin, size } }, [x], count, o) => o.slice(x!.node, [0, ...begin], [count, ...size]),
})
