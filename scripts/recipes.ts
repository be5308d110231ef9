/**
 * Adds a toy of each kind to a copy of the sources, as the recipes of docs/house.md say, and runs the type checker and the toy's law.
 *
 *   npx tsx scripts/recipes.ts [--without]
 *
 * With `--without` each file of each recipe is left out in turn: then types or law must fail, so that no recipe names a file that it does
 * not need. Ends with 1 where one fails.
 */

import { recipes } from './recipes/list.ts'
import { filesOf, type Recipe } from './recipes/recipe.ts'
import { scratch } from './recipes/scratch.ts'

const judged = (recipe: Recipe, leftOut?: string): string => {
  const copy = scratch()
  try {
    copy.add(recipe.steps.filter(({ file }) => file !== leftOut))
    return copy.types() || copy.laws([recipe])
  } finally {
    copy.remove()
  }
}

// What passes passes again: properties draw the same cases every time.
process.env.RETAIN_SEED ??= '20220718'

const all = scratch()
for (const recipe of recipes) all.add(recipe.steps)
const types = all.types()
if (types !== '') console.error(types)
process.exitCode = types === '' ? 0 : 1
for (const recipe of recipes) {
  const start = performance.now()
  const says = types === '' ? all.laws([recipe]) : 'not run'
  console.log(
    `${says === '' ? '✓' : '✗'} ${recipe.name}: ${filesOf(recipe).length} files (${((performance.now() - start) / 1000).toFixed(1)} s)`,
  )
  if (says !== '') {
    console.error(says)
    process.exitCode = 1
  }
  if (process.argv.includes('--without'))
    for (const file of filesOf(recipe)) {
      const needed = judged(recipe, file) !== ''
      console.log(`  ${needed ? '✓' : '✗'} without ${file} ${needed ? 'it does not work' : 'IT WORKS'}`)
      if (!needed) process.exitCode = 1
    }
}
all.remove()
