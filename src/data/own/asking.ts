/** What is asked of data of one's own beside where it is. */
export interface Asking {
  /** What is to be predicted: one class of several, or numbers. A benchmark says. */
  readonly predicts: 'classes' | 'numbers'
  /** The columns of a table that are to be predicted, with commas between them; one with a usual name unless given. */
  readonly target?: string | undefined
  /** The column of a table that says of which task a row is. */
  readonly by?: string | undefined
  /** Rows and columns of an input, where images are files. */
  readonly imageSize?: number | undefined
}
