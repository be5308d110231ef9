import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recipes } from '../../scripts/recipes/list.ts'
import { filesOf, listed } from '../../scripts/recipes/recipe.ts'
import { scratch } from '../../scripts/recipes/scratch.ts'

/** The files that the page lists for what is said in bold at the start of a row. */
const onPage = new Map(
  [...readFileSync('docs/house.md', 'utf8').matchAll(/^\| \*\*(.+?)\*\* \| (.*) \|$/gm)].map(([, name, files]) => [
    name!,
    [...files!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!),
  ]),
)

describe('the recipes of the house', () => {
  it('are those of its page, with the same files', () => {
    expect(onPage).toEqual(new Map(recipes.map((recipe) => [recipe.name, listed(recipe)])))
  })

  // Both in one copy: the type checker goes over all of the sources once, and then over what is new.
  it('work: a toy of each, all in one copy of the sources, has its types and keeps its law; control: without one of its files one does not', () => {
    const [recipe, ...others] = recipes
    const [, second] = filesOf(recipe!)
    const copy = scratch()
    try {
      copy.add(recipe!.steps.filter(({ file }) => file !== second))
      expect(copy.types()).toContain('tilt')
      copy.add(recipe!.steps.filter(({ file }) => file === second))
      for (const { steps } of others) copy.add(steps)
      expect(copy.types()).toBe('')
      expect(copy.laws(recipes)).toBe('')
    } finally {
      copy.remove()
    }
  })
})
