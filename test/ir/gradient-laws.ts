import fc from 'fast-check'
import type { Value } from '../../src/interpreters/devices/reference/values.ts'
import { gradient, type Node, type Operations } from '../../src/ir/index.ts'
import { centralDifference } from './central-difference.ts'
import { operationCount } from './operation-count.ts'
import { along, magnitude, run, runScalar } from './values.ts'

/** A scalar program of some inputs. */
export interface Scalar {
  readonly o: Operations
  readonly inputs: readonly Node[]
  readonly y: Node
}

const dot = (a: readonly number[], b: ArrayLike<number>): number => a.reduce((so, x, i) => so + x * b[i]!, 0)

/** ⟨∇f(x), v⟩ = d/dt f(x + t·v) at t = 0, to the error of central differences. */
export const slopeAgrees = ({ o, inputs, y }: Scalar, at: readonly Value[], direction: readonly Value[]): boolean => {
  const outputs = gradient(o, y, inputs)
  const got = run(inputs, outputs, at).reduce((so, g, i) => so + dot(g, direction[i]!.data), 0)
  const program = { inputs, outputs: [y, ...outputs] }
  const { slope, error } = centralDifference(
    (t) => runScalar(inputs, y, along(at, direction, t)),
    operationCount(program),
    magnitude(program, at),
  )
  return Math.abs(got - slope) <= error
}

/** g(x) = ⟨∇f(x), w⟩ as a program of its own, for a constant w. */
export const slopeProgram = ({ o, inputs, y }: Scalar, w: readonly Value[]): Scalar => {
  const terms = gradient(o, y, inputs).map((g, i) => {
    const parts = Array.from(w[i]!.data, (x) => o.reshape(o.constant(x), [1]))
    return o.sum(o.multiply(g, o.reshape(o.concat(parts, 0), g.shape)))
  })
  return { o, inputs, y: terms.reduce(o.add) }
}

/** The same for the second derivative: ⟨∇⟨∇f, w⟩, v⟩ is the slope of ⟨∇f, w⟩ along v. */
export const secondSlopeAgrees = (
  of: Scalar,
  at: readonly Value[],
  v: readonly Value[],
  w: readonly Value[],
): boolean => slopeAgrees(slopeProgram(of, w), at, v)

/** Both orders, as a property of a generator of programs and one of their points. */
export const gradientLaws = <A>(
  programs: fc.Arbitrary<A>,
  make: (a: A) => Scalar,
  point: fc.Arbitrary<readonly Value[]>,
) => ({
  first: fc.property(programs, point, point, (a, at, v) => slopeAgrees(make(a), at, v)),
  second: fc.property(programs, point, point, point, (a, at, v, w) => secondSlopeAgrees(make(a), at, v, w)),
})
