import { integers, type Key } from '../../random/index.ts'
import { type Example, labelOf, type Row } from './example.ts'

/** What a memory that balances classes knows of one: how often it was seen, and whether it ever was one of those held most. */
export interface Seen {
  readonly label: number
  readonly seen: number
  readonly full: boolean
}

/**
 * Lets examples into a memory that holds classes in equal numbers as far as it was shown them, one after the other. Of class c it holds m
 * of the n that it has seen. While there is room every example is kept. After that one of a class that never was among those held most
 * takes the place of any example of these; one of another class that of any example of its own, with probability m / n.
 *
 * @law among the classes of which it has seen more than it holds, it holds no two in numbers more than one apart
 * @source Chrysakis and Moens, Online continual learning from imbalanced data, ICML 2020, algorithm 1
 */
export const enterBalanced = (
  before: readonly Seen[],
  slots: readonly Example[],
  capacity: number,
  examples: readonly Row[],
  put: (place: number, example: Row) => void,
  key: Key,
): readonly Seen[] => {
  const classes = new Map(before.map((one) => [one.label, one]))
  const held = new Map<number, number>()
  const count = (label: number, by: number): void => {
    held.set(label, (held.get(label) ?? 0) + by)
  }
  for (const example of slots) count(labelOf(example), 1)
  const draws = integers(key, 2 * examples.length, 2 ** 31)
  examples.forEach((example, i) => {
    const label = labelOf(example.is)
    const seen = (classes.get(label)?.seen ?? 0) + 1
    const most = Math.max(0, ...held.values())
    if (slots.length >= capacity)
      for (const [of, m] of held)
        if (m === most && m > 0) classes.set(of, { label: of, seen: classes.get(of)?.seen ?? m, full: true })
    const full = classes.get(label)?.full ?? false
    classes.set(label, { label, seen, full })
    if (capacity === 0) return
    if (slots.length < capacity) {
      put(slots.length, example)
      count(label, 1)
      return
    }
    const [chance, choice] = [draws[2 * i]! / 2 ** 31, draws[2 * i + 1]! / 2 ** 31]
    const m = held.get(label) ?? 0
    if (full && chance >= m / seen) return
    const isOut = full ? (of: number) => of === label : (of: number) => held.get(of) === most
    const places = slots.flatMap((one, place) => (isOut(labelOf(one)) ? [place] : []))
    const place = places[Math.floor(choice * places.length)]!
    count(labelOf(slots[place]!), -1)
    put(place, example)
    count(label, 1)
  })
  return [...classes.values()]
}
