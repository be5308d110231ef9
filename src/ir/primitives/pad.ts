import { IllShaped } from '../ill-shaped.ts'
import { keepsSize, movement } from './families/movement.ts'
import { numbersOnly } from './numbers-only.ts'

/** Zeros before and after along each dimension; the cotangent is the block inside. */
export const pad = movement<'pad'>({
  typing: ([of], { before, after }) => {
    numbersOnly('pad', [of!])
    if (
      before.length !== of!.shape.length ||
      after.length !== of!.shape.length ||
      [...before, ...after].some((n) => n < 0)
    )
      throw new IllShaped('pad', [of!.shape, before, after], 'needs a non-negative amount for each dimension')
    return { shape: of!.shape.map((extent, i) => extent + before[i]! + after[i]!), type: 'float' }
  },
  derivative: ({ inputs: [of], attributes: { before } }, ct, o) => [o.slice(ct, before, of!.shape)],
  renames: keepsSize,
  overLanes: ({ attributes: { before, after } }, [x], _, o) => o.pad(x!.node, [0, ...before], [0, ...after]),
})
