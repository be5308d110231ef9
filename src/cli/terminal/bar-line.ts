/** What a bar shows, in words. */
export interface Shown {
  /** How much is done, from 0 to 1. */
  readonly done: number
  readonly title: string
  readonly where: string
  /** The time left; '' while it isn't known. */
  readonly left: string
}

const shortened = (text: string, room: number): string =>
  text.length <= room ? text : room < 2 ? '' : `${text.slice(0, room - 1)}…`

/** The fewest and the most letters that a bar is drawn in. */
const [least, most] = [6, 30]

/**
 * The line of a bar, at most `columns` letters long. How much is done and the time left are always there; then comes what is being
 * done, then where, then the bar itself, each as far as there is room.
 */
export const barLine = ({ done, title, where, left }: Shown, columns: number): string => {
  const percentage = `${Math.floor(100 * done)} %`
  const needed = [percentage, ...(left === '' ? [] : [left])]
  const taken = needed.reduce((sum, part) => sum + part.length + 2, 0)
  const name = shortened(title, columns - taken)
  const place = shortened(where, columns - taken - name.length - 2)
  const rest = columns - taken - name.length - (place === '' ? 0 : place.length + 2) - 1
  const filled = Math.round(done * Math.min(most, rest))
  const bar = rest < least ? '' : '█'.repeat(filled).padEnd(Math.min(most, rest), '░')
  return ` ${[[name, bar, percentage].filter((part) => part !== '').join(' '), place, left].filter((part) => part !== '').join('  ')}`
}
