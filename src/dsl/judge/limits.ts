/** What a document may hold at most: far above what methods need, and small enough that no document exhausts the machine. */
export const limits = {
  /** Nodes of one program, over all its events. */
  nodes: 20_000,
  /** Nodes from a result down to a leaf. */
  depth: 1_000,
  /** Entries of one list or record inside a node. */
  entries: 1_000,
  /** Characters of a name. */
  name: 100,
  /** Characters of a text for people. */
  text: 2_000,
  /** Levels of the notation of a combinator, those of its lists among them. */
  notation: 64,
  /** Variables bound around one node. */
  variables: 64,
  /** Derivatives within derivatives: each may double what is compiled. Those in a row, one at the point of another, only add to it. */
  derivatives: 8,
  /** Iterations of loops within one another, all together. */
  iterations: 100_000,
  /** The same, around something that the host prepares afresh for each: a draw, a shuffle, what is put into a memory. */
  preparations: 50_000,
  /**
   * Terms that loops come to in which lists change their length, and folds: their turns times the terms of their bodies that differ from
   * turn to turn, over all loops of an event. They are compiled turn by turn.
   */
  unrolled: 50_000,
  /** Examples of one batch, remembered examples of one task, coordinates, points of a grid. */
  size: 1_000_000,
  /** Hidden layers of an auxiliary network. */
  layers: 16,
  /** Units of one of them. */
  units: 1_024,
  /** Any count: of iterations, of examples. */
  count: 1e9,
} as const
