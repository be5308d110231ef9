/** What came of one question on one device: the largest part of the tolerance that a number took, or why there is none. */
export type Cell =
  | { readonly _tag: 'Held'; readonly share: number }
  | { readonly _tag: 'Broken'; readonly what: string }
  | { readonly _tag: 'Skipped'; readonly why: string }

export const held = (share: number): Cell => ({ _tag: 'Held', share })
export const broken = (what: string): Cell => ({ _tag: 'Broken', what })
export const skipped = (why: string): Cell => ({ _tag: 'Skipped', why })

/** A share of the tolerance: all of it and it holds, more and it doesn't. */
export const judged = (share: number): Cell =>
  share <= 1 ? held(share) : broken(`${share.toPrecision(2)} × the tolerance`)

/** The cell as it stands in a table; what is to be said of it stands below, by its number. */
export const shown = (cell: Cell, note: (text: string) => number): string => {
  switch (cell._tag) {
    case 'Held':
      return cell.share === 0 ? '0' : cell.share < 0.01 ? '<.01' : cell.share.toFixed(2).replace(/^0/, '')
    case 'Broken':
      return `✗ [${note(cell.what)}]`
    case 'Skipped':
      return `skipped [${note(cell.why)}]`
  }
}
