/** One thing done to one file: it is new, or something is put after a piece of it that is there once. */
export type Step =
  | { readonly file: string; readonly write: string }
  | { readonly file: string; readonly after: string; readonly put: string }

/** How something is added to the house, shown on a toy. */
export interface Recipe {
  /** As docs/house.md says it in bold. */
  readonly name: string
  /** What it takes: in `src/`, in what tests know of all there is, and the law. */
  readonly steps: readonly Step[]
  /** The tests that hold it, and words of those of them that do. */
  readonly law: { readonly file: string; readonly only?: string }
}

/** The files of a recipe but its own tests. */
export const filesOf = ({ steps, law }: Recipe): readonly string[] => [
  ...new Set(steps.map(({ file }) => file).filter((file) => file !== law.file)),
]

/** The same as the page lists them: what is new is called NAME. */
export const listed = (recipe: Recipe): readonly string[] => {
  const made = new Set(recipe.steps.flatMap((step) => ('write' in step ? [step.file] : [])))
  return filesOf(recipe).map((file) => (made.has(file) ? file.replace(/[^/]+\.ts$/, 'NAME.ts') : file))
}
