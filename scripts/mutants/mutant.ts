/** A deliberate fault: one exact piece of a source, what stands there instead, and the test that has to notice. */
export interface Mutant {
  readonly name: string
  /** What it makes wrong, as the law that it breaks. */
  readonly breaks: string
  readonly file: string
  readonly from: string
  readonly to: string
  readonly test: string
  /** A part of the name of the test, where the file has others that take long. */
  readonly only?: string
  /** Whether it is one of those that `--quick` tries. */
  readonly quick?: true
}
