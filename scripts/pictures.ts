/**
 * Draws the picture of each example from the numbers that its program exports: `npx tsx scripts/pictures.ts`, or with the numbers
 * of some examples, `npx tsx scripts/pictures.ts 02 05`.
 */
import { fileURLToPath } from 'node:url'
import type { TopLevelSpec } from 'vega-lite'
import { examples } from '../src/cli/commands/example.ts'
import { svgOf } from '../src/cli/plots/svg.ts'
import { write } from './write.ts'

const wanted = process.argv.slice(2)

for (const name of examples().filter((one) => wanted.length === 0 || wanted.includes(one.slice(0, 2)))) {
  const { picture } = (await import(`./pictures/${name}.ts`)) as { readonly picture: TopLevelSpec }
  write(fileURLToPath(new URL(`../examples/${name}/picture.svg`, import.meta.url)), `${await svgOf(picture)}\n`)
}
