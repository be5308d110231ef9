import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as language from '../../src/dsl/index.ts'
import { limits } from '../../src/dsl/judge/limits.ts'
import { project, root } from './project.ts'

const page = readFileSync(join(root, 'docs/lists.md'), 'utf8')

it('the page of lists names words of the language and the bound that the judge has', () => {
  const words = [...page.matchAll(/^\| `(\w+)/gm)].map(([, word]) => word)
  expect(words.length).toBeGreaterThan(5)
  for (const word of words) expect(Object.keys(language)).toContain(word)
  expect(page).toContain(`${limits.unrolled.toLocaleString('en')} terms`)
})

it('its method is well typed, and learns', { timeout: 60_000 }, async () => {
  const [, name = '', text = ''] = /```ts\n\/\/ (\S+)\n([\s\S]*?)```/.exec(page) ?? []
  const { write, typeErrors, node } = project('lists')
  write(name, text)
  write(
    'learn.ts',
    `import { orThrow, train } from 'retain-lang'
import { ogd } from './ogd.ts'
const { before, matrix } = await orThrow(train(ogd, { benchmark: 'permuted-mnist', tasks: 2, samples: 300 }))
console.log(matrix[1]!.every((accuracy, task) => accuracy > before[task]! + 0.2))
`,
  )
  expect(await typeErrors()).toBe('')
  expect(await node('--import', import.meta.resolve('tsx'), 'learn.ts')).toMatchObject({ out: 'true\n', err: '' })
})
