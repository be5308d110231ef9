/** What is made for forms of one event, the latest of each event and others as long as there is room. */
export interface KeptForms<A> {
  /** What is kept for a form, or else what is made for it, which is kept. `alike` is equal for forms of one event. */
  readonly of: (form: string, alike: string, make: () => A) => A
}

/**
 * Keeps what is made for forms: the latest of each event whatever it weighs, and those before it as long as they weigh no more than `most`
 * all together. Who came first stays: runs that follow go through the same forms in the same order, and so find as many as there is room for.
 *
 * @param weightOf what one weighs, ≥ 0
 * @law each form is made once as long as all fit; what is asked for twice in a row is made once in any case
 */
export const keptForms = <A>(most: number, weightOf: (made: A) => number): KeptForms<A> => {
  const kept = new Map<string, A>()
  const latest = new Map<string, string>()
  const older = new Set<string>()
  let weight = 0
  /** What was the latest of an event is one of the older ones now, if there is room for it. */
  const demoted = (form: string): void => {
    if (older.has(form)) return
    const more = weightOf(kept.get(form)!)
    if (weight + more > most) {
      kept.delete(form)
      return
    }
    older.add(form)
    weight += more
  }
  return {
    of: (form, alike, make) => {
      const before = latest.get(alike)
      if (!kept.has(form)) kept.set(form, make())
      const found = kept.get(form)!
      if (before !== form) {
        if (before !== undefined) demoted(before)
        latest.set(alike, form)
      }
      return found
    },
  }
}
