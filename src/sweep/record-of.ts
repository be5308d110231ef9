/** Where runs are recorded. */
export interface Recorded {
  /** Their record. */
  readonly record: string
  /** The records of seeds that have one of their own. */
  readonly records?: Readonly<Record<string, string>> | undefined
}

/** The record of the run of a seed. */
export const recordOf = ({ record, records }: Recorded, seed: number): string => records?.[`${seed}`] ?? record
