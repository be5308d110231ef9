/** A program that does not mean anything: raised while lowering, turned into a `Fault` with the path at the compiler's face. */
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
