import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as language from '../../src/dsl/index.ts'
import { project, root } from './project.ts'

const page = readFileSync(join(root, 'docs/memories.md'), 'utf8')

it('the page of memories names words of the language', () => {
  const words = [...page.matchAll(/^\| `(\w+)/gm)].map(([, word]) => word)
  expect(words.length).toBeGreaterThan(8)
  for (const word of words) expect(Object.keys(language)).toContain(word)
})

it('its methods are well typed, and learn', { timeout: 240_000 }, async () => {
  const { write, typeErrors, node } = project('memories')
  const files = [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => {
    write(name, text)
    return { name, method: /export const (\w+)/.exec(text)?.[1] ?? '' }
  })
  expect(files.length).toBe(2)
  write(
    'learn.ts',
    `import { orThrow, train } from 'retain-lang'
${files.map(({ name, method }) => `import { ${method} } from './${name}'`).join('\n')}
for (const method of [${files.map(({ method }) => method).join(', ')}]) {
  const { before, matrix } = await orThrow(train(method, { benchmark: 'permuted-mnist', tasks: 2, samples: 300 }))
  console.log(matrix[1]!.every((accuracy, task) => accuracy > before[task]! + 0.2))
}
`,
  )
  expect(await typeErrors()).toBe('')
  expect(await node('--import', import.meta.resolve('tsx'), 'learn.ts')).toMatchObject({ out: 'true\ntrue\n', err: '' })
})
