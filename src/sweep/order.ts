/** The flags that say what is run, as text. */
export interface ExperimentFlags {
  readonly benchmark: string
  readonly tasks?: string
  readonly samples?: string
  readonly batch?: string
  readonly epochs?: string
  readonly iterations?: string
  readonly network?: string
  readonly initialisation?: string
  readonly memory?: string
  readonly seeds: string
  readonly set: readonly string[]
  readonly data?: string
  readonly normalise?: boolean
  readonly classOrder?: string
  readonly augment?: string
  readonly evaluate: string
  readonly evaluateEvery?: string
  readonly measure?: readonly string[]
  readonly backend: string
}

/** Runs of a method on a benchmark, one a seed. */
export interface RunOrder {
  readonly name: string
  readonly flags: ExperimentFlags
  /** Whether no other method is run with the same flags: then each flag must be of use to this one. */
  readonly alone: boolean
}
