import type { Examples } from '../data/index.ts'

/** For each class the numbers of its examples. */
export const byClass = (examples: Pick<Examples, 'count' | 'classes' | 'label'>): readonly (readonly number[])[] => {
  const found = Array.from({ length: examples.classes }, (): number[] => [])
  for (let i = 0; i < examples.count; i += 1) found[examples.label(i)]!.push(i)
  return found
}

/** The same examples with labels of a task's own, 0 to `classes` − 1. */
export const relabelled = (examples: Examples, classes: number, label: (index: number) => number): Examples => ({
  ...examples,
  classes,
  label,
})
