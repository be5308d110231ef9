import { IllShaped } from '../ill-shaped.ts'
import type { Node } from '../node.ts'
import { opaque } from './families/opaque.ts'

const undifferentiable = (primitive: string) => (): readonly undefined[] => {
  throw new IllShaped(
    primitive,
    [],
    'is decided on the host and has no derivative; take the gradient inside it, or wrap it in firstOrder',
  )
}

/** Leaves carry their own type and have nothing to differentiate. */
export const input = opaque<'input'>({
  typing: () => {
    throw new IllShaped('input', [], 'a variable is made by the builder, not by a rule')
  },
  derivative: () => [],
})

export const constant = opaque<'constant'>({
  typing: () => ({ shape: [], type: 'float' }),
  derivative: () => [],
})

export const option = opaque<'option'>({
  typing: () => ({ shape: [], type: 'float' }),
  derivative: () => [],
})

/** Loops are differentiated as a unit: see `loop-derivative.ts`. */
export const loop = opaque<'loop'>({
  typing: () => ({ shape: [], type: 'float' }),
  derivative: () => [],
})

export const final = opaque<'final'>({
  typing: ([unit], { index }) => {
    const carried = unit?.primitive === 'loop' ? unit.attributes.carried[index] : undefined
    if (carried === undefined) throw new IllShaped('final', [], `the loop carries no variable ${index}`)
    return { shape: carried.shape, type: carried.type }
  },
  derivative: () => [],
})

export const stack = opaque<'stack'>({
  typing: ([unit], { body }) => ({
    shape: [unit?.primitive === 'loop' ? unit.attributes.times : 0, ...body.shape],
    type: body.type,
  }),
  derivative: () => [],
})

/** argmin_v ½ vᵀGv + bᵀv subject to v ≥ lower. */
export const quadraticProgram = opaque<'quadraticProgram'>({
  typing: ([gram, linear, lower]) => {
    const n = linear!.shape[0]
    if (
      linear!.shape.length !== 1 ||
      lower!.shape.length > 1 ||
      (lower!.shape.length === 1 && lower!.shape[0] !== n) ||
      gram!.shape.length !== 2 ||
      gram!.shape[0] !== n ||
      gram!.shape[1] !== n
    )
      throw new IllShaped(
        'quadraticProgram',
        [gram!.shape, linear!.shape, lower!.shape],
        'needs a square matrix, a vector of its size and a bound, or one for each',
      )
    return { shape: linear!.shape, type: 'float' }
  },
  derivative: undifferentiable('quadraticProgram'),
})

export const asked = opaque<'asked'>({
  typing: (_, { shape }) => ({ shape, type: 'float' }),
  derivative: undifferentiable('a memory whose places are computed'),
})

export const branch = opaque<'branch'>({
  typing: () => ({ shape: [], type: 'float' }),
  derivative: undifferentiable('when'),
})

export const taken = opaque<'taken'>({
  typing: ([decision], { index }) => {
    const side: Node | undefined = decision?.primitive === 'branch' ? decision.attributes.then[index] : undefined
    if (side === undefined) throw new IllShaped('taken', [], `the branch gives no value ${index}`)
    return { shape: side.shape, type: side.type }
  },
  derivative: undifferentiable('when'),
})
