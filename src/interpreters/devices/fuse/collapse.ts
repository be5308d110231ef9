import type { FusedProgram } from './fused-program.ts'

/** One loop of a loop nest: how often it runs, and by how many elements each input moves. */
export interface Dimension {
  readonly size: number
  readonly strides: readonly number[]
}

/**
 * The fewest loops that visit the elements in order: dimensions of size 1 are dropped, and a dimension joins the
 * one inside it where every input continues from a row's end into the next row. At least one loop is left.
 */
export const collapse = ({ shape, inputs }: FusedProgram): readonly Dimension[] => {
  const dimensions = shape
    .map((size, axis): Dimension => ({ size, strides: inputs.map(({ strides }) => strides[axis] ?? 0) }))
    .filter(({ size }) => size !== 1)
  const joined = dimensions.reduceRight<readonly Dimension[]>((inner, outer) => {
    const [next, ...rest] = inner
    if (next === undefined) return [outer]
    const continues = outer.strides.every((stride, input) => stride === next.size * (next.strides[input] ?? 0))
    return continues ? [{ size: outer.size * next.size, strides: next.strides }, ...rest] : [outer].concat(inner)
  }, [])
  return joined.length > 0 ? joined : [{ size: 1, strides: inputs.map(() => 1) }]
}
