import type { Shape } from './node.ts'

/** A program that is not well shaped or not differentiable. Raised inside the compiler, caught at its face. */
export class IllShaped extends Error {
  readonly primitive: string
  constructor(primitive: string, shapes: readonly Shape[], why: string) {
    super(
      `${primitive}: ${why}${shapes.length === 0 ? '' : ` (got ${shapes.map((s) => `[${s.join(', ')}]`).join(', ')})`}`,
    )
    this.primitive = primitive
  }
}
