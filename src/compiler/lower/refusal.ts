/** What a network or shapes forbid: raised while lowering, turned into a `Fault` with the path at the compiler's face. */
export class Refusal extends Error {
  readonly rule: string
  readonly got: string | undefined
  readonly hint: string | undefined
  constructor(rule: string, got?: string, hint?: string) {
    super(rule)
    this.rule = rule
    this.got = got
    this.hint = hint
  }
}

/** What no program that was judged can come to: a fault of ours, raised and turned as a refusal is. */
export const internal = (rule: string, got?: string): never => {
  throw new Refusal(`internal: ${rule}`, got, 'the program is in order; please report this')
}
