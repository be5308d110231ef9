import { type Example, labelOf, type Row, remembered } from './example.ts'

/** A memory after an example was put where it was said, if it was to be: in the place of what is there, or next where nothing is. */
export const replacedAt = (
  slots: readonly Example[],
  capacity: number,
  { place, accept }: { readonly place: number; readonly accept: boolean },
  entry: Row | undefined,
): { readonly slots: readonly Example[]; readonly from: ReadonlyMap<number, number> } => {
  const at = Math.min(Math.floor(place), slots.length)
  if (!accept || entry === undefined || !(at >= 0) || at >= capacity) return { slots, from: new Map() }
  const after = [...slots]
  after[at] = remembered(entry.is)
  return { slots: after, from: new Map([[at, entry.row]]) }
}

/**
 * A memory of the examples with the largest scores: each that comes takes a free place, or that of the example with the least score, if
 * its own is larger; of a class of which as many as may be are held, that of the least of these. Of equals the older stays.
 *
 * @law of all that it was ever shown it holds the `capacity` largest; where so many of a class may be held, the largest of each class
 */
export const enterScored = (
  before: { readonly slots: readonly Example[]; readonly scores: ArrayLike<number> },
  capacity: number,
  perClass: number | undefined,
  examples: readonly Row[],
  scoreOf: (row: number) => number,
): { readonly slots: readonly Example[]; readonly from: ReadonlyMap<number, number> } => {
  const slots = [...before.slots]
  const scores = slots.map((_, i) => before.scores[i] ?? 0)
  const from = new Map<number, number>()
  const put = (place: number, { is, row }: Row): void => {
    slots[place] = remembered(is)
    scores[place] = scoreOf(row)
    from.set(place, row)
  }
  for (const example of examples) {
    const label = labelOf(example.is)
    const own = slots.flatMap((one, place) => (labelOf(one) === label ? [place] : []))
    const crowded = perClass !== undefined && own.length >= perClass
    if (!crowded && slots.length < capacity) {
      put(slots.length, example)
      continue
    }
    const among = crowded ? own : [...slots.keys()]
    const least = among.reduce((so, place) => (scores[place]! < scores[so]! ? place : so), among[0] ?? -1)
    if (least >= 0 && scoreOf(example.row) > scores[least]!) put(least, example)
  }
  return { slots, from }
}
