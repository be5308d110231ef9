import type { Scribe } from './scribe.ts'

/** What the reader is told where a program looks at the episodes of a meta-batch. */
export const episodeNotes = ({ notes }: Scribe): void => {
  notes.add(
    'T are the episodes of a meta-batch; Sᵢ are the examples that episode i has to adapt to, Qᵢ those that it is judged by',
  )
}
