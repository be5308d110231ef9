import type { Shape } from '../node.ts'

/** The axes of `shape` along which a value of shape `from` was stretched to reach it. */
export const stretchedAxes = (from: Shape, shape: Shape): readonly number[] =>
  shape.flatMap((extent, i) => {
    const own = from[i - (shape.length - from.length)]
    return own === undefined || (own === 1 && extent !== 1) ? [i] : []
  })

export const without = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, i) => !axes.includes(i))

/** The shape with the given axes kept at extent 1. */
export const keeping = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((extent, i) => (axes.includes(i) ? 1 : extent))
