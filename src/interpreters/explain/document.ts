import type { Maths } from './maths.ts'

/** Words with mathematics among them. */
export type Text = readonly (string | Maths)[]

/** One step of an algorithm: a sentence or an assignment, with the steps inside it and what it needs explained. */
export interface Line {
  readonly text: Text
  /** What a line with a body opens: it is read `for text:`, `if text:`, `else:`; a mean is `text:`. */
  readonly opens?: 'for' | 'if' | 'else' | 'mean'
  /** The steps of a loop or a branch. */
  readonly body?: readonly Line[]
  /** Functions that the step mentions, each spelled once. */
  readonly where?: readonly Definition[]
}

/** A function by its equation, or, where it takes steps, by these and what they give. */
export interface Definition {
  readonly head: Maths
  readonly value: Maths
  readonly steps: readonly Line[]
  readonly where: readonly Definition[]
}

export type Block =
  | { readonly _tag: 'Paragraph'; readonly text: Text }
  | { readonly _tag: 'Items'; readonly items: readonly Text[] }
  /** Rows of cells; the last cell of a row may run over several lines. */
  | { readonly _tag: 'Table'; readonly rows: readonly (readonly Text[])[] }
  | { readonly _tag: 'Algorithm'; readonly lines: readonly Line[] }

export interface Section {
  readonly title: Text
  readonly blocks: readonly Block[]
}

/** What `explain` prints, before it is spelled in one of the formats. */
export interface Document {
  readonly title: string
  readonly source: string
  readonly sections: readonly Section[]
}
